/** An emergency is taken in with as little as it takes: who, or that nobody knows him; why, in his words; who has to come. */
import { Button, Combobox, Modal, NativeSelect, SegmentedControl, Select, TextInput, useCombobox } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { useState, type FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { FormProblem } from '@/components/ui/FormProblem';
import { NotLoaded } from '@/components/ui/NotLoaded';
import { notifyDone } from '@/lib/notify';
import { emergenciesQuery, foundQuery, useTakeIn, type TakeIn } from '../api/emergencies';
import css from './Desk.module.css';

const ARRIVALS = ['walked', 'ambulance', 'police', 'transferred', 'other'] as const;
type Person = { id: string; name: string; number: string };
const nameOf = (row: { given: string; family: string }) => `${row.given} ${row.family}`;

export function TakeInForm({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation('frontdesk');
  const here = useQuery(emergenciesQuery);
  const { data } = here;
  const [who, setWho] = useState<'known' | 'unknown'>('known');
  const [person, setPerson] = useState<Person | null>(null);
  const [draft, setDraft] = useState({ sex: 'unknown', age: '', note: '', complaint: '', arrival: 'walked', doctor: '', level: '' });
  const set = (part: Partial<typeof draft>) => setDraft({ ...draft, ...part });
  const take = useTakeIn(() => { notifyDone(t('emergency.done')); onClose(); });
  const doctor = draft.doctor || data?.doctors.find((one) => one.on_duty)?.id || '';
  const ready = (who === 'unknown' || person) && draft.complaint.trim().length > 1 && doctor;
  function save(event: FormEvent) {
    event.preventDefault();
    if (!ready) return;
    const unknown = { sex: draft.sex as 'male', age: /^\d{1,3}$/.test(draft.age) ? Number(draft.age) : null, note: draft.note.trim() };
    const body = { complaint: draft.complaint.trim(), arrival: draft.arrival, practitioner_id: doctor, level: draft.level ? Number(draft.level) : null, patient_id: who === 'known' ? person?.id ?? null : null, unknown: who === 'unknown' ? unknown : null };
    take.mutate(body as TakeIn);
  }
  const levels = data?.may_triage ? ['', '1', '2', '3', '4', '5'] : ['', '1'];
  return (
    <Modal opened onClose={onClose} title={t('emergency.take_in')}>
      <form className={css.take} onSubmit={save} noValidate>
        <NotLoaded of={here} />
        <SegmentedControl fullWidth aria-label={t('emergency.who')} value={who} onChange={(value) => setWho(value as 'known')} data={[{ value: 'known', label: t('emergency.known') }, { value: 'unknown', label: t('emergency.nobody') }]} />
        {who === 'known' ? <Find person={person} onPerson={setPerson} /> : (
          <>
            <NativeSelect label={t('emergency.sex')} value={draft.sex} onChange={(event) => set({ sex: event.currentTarget.value })} data={(['male', 'female', 'other', 'unknown'] as const).map((value) => ({ value, label: t(`common:sex.${value}`) }))} />
            <TextInput label={t('emergency.age')} inputMode="numeric" maxLength={3} value={draft.age} onChange={(event) => set({ age: event.currentTarget.value })} />
            <TextInput label={t('emergency.note')} maxLength={100} value={draft.note} onChange={(event) => set({ note: event.currentTarget.value })} />
          </>
        )}
        <TextInput label={t('emergency.complaint')} description={t('emergency.complaint_hint')} withAsterisk maxLength={500} value={draft.complaint} onChange={(event) => set({ complaint: event.currentTarget.value })} />
        <NativeSelect label={t('emergency.arrival')} value={draft.arrival} onChange={(event) => set({ arrival: event.currentTarget.value })} data={ARRIVALS.map((value) => ({ value, label: t(`emergency.arrivals.${value}`) }))} />
        <Select label={t('emergency.doctor')} searchable allowDeselect={false} value={doctor || null} onChange={(value) => value && set({ doctor: value })} data={(data?.doctors ?? []).map((one) => ({ value: one.id, label: one.on_duty ? `${one.name} · ${t('emergency.on_duty')}` : one.name }))} />
        <NativeSelect label={t('emergency.level')} description={data?.may_triage ? undefined : t('emergency.level_hint')} value={draft.level} onChange={(event) => set({ level: event.currentTarget.value })} data={levels.map((value) => ({ value, label: value ? t(`emergency.levels.${value}` as 'emergency.levels.1') : t('emergency.unjudged') }))} />
        {take.error ? <FormProblem problem={take.error} /> : null}
        <Button type="submit" loading={take.isPending} disabled={!ready}>{t('emergency.go')}</Button>
      </form>
    </Modal>
  );
}

function Find({ person, onPerson }: { person: Person | null; onPerson: (person: Person | null) => void }) {
  const { t } = useTranslation('frontdesk');
  const box = useCombobox({ onDropdownClose: () => box.resetSelectedOption() });
  const [typed, setTyped] = useState('');
  const [search] = useDebouncedValue(typed.trim(), 150);
  const rows = useQuery(foundQuery(search)).data?.items ?? [];
  const choose = (id: string) => { const row = rows.find((one) => one.id === id); if (row) { onPerson({ id: row.id, name: nameOf(row), number: row.number }); setTyped(nameOf(row)); } box.closeDropdown(); };
  return (
    <Combobox store={box} onOptionSubmit={choose}>
      <Combobox.Target>
        <TextInput label={t('emergency.patient')} description={person ? person.number : t('emergency.patient_hint')} value={typed} maxLength={100} autoComplete="off" data-autofocus
          onChange={(event) => { setTyped(event.currentTarget.value); onPerson(null); box.openDropdown(); }} onFocus={() => box.openDropdown()} onBlur={() => box.closeDropdown()} />
      </Combobox.Target>
      <Combobox.Dropdown hidden={!rows.length || !!person}>
        <Combobox.Options>{rows.map((row) => <Combobox.Option key={row.id} value={row.id}>{nameOf(row)} · {row.birth_date} · {row.number}</Combobox.Option>)}</Combobox.Options>
      </Combobox.Dropdown>
    </Combobox>
  );
}
