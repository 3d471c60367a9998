/** Weekly hours of a clinician, weeks under a name, and the rules by which the house books. */
import { Button, Group, MultiSelect, NumberInput, Select, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { DataList, fromRows } from '@/components/ui/DataList';
import { EmptyState } from '@/components/ui/EmptyState';
import { FormProblem } from '@/components/ui/FormProblem';
import { NotLoaded } from '@/components/ui/NotLoaded';
import { PageHeader } from '@/components/ui/PageHeader';
import { Section } from '@/components/ui/Section';
import { DateText } from '@/components/ui/TimeText';
import { useFacility, useMay } from '@/lib/auth';
import { useNow } from '@/lib/clock';
import { notifyDone } from '@/lib/notify';
import { dayKey } from '@/lib/time';
import { cliniciansQuery } from '../api/clinicians';
import { hoursQuery, templatesQuery, useAddHours, useAddTemplate, useApplyTemplate, useDropTemplate, useEndHours, type Stretch } from '../api/closing';
import { PolicyForm } from '../components/PolicyForm';
import css from '../components/Schedule.module.css';
import { weekday } from '../format';

/** Monday is 0; the 5th of January 2026 was one. */
const dayName = (day: number) => weekday(`2026-01-${String(5 + day).padStart(2, '0')}`);
const NEW: Stretch = { weekday: 0, starts: '09:00', ends: '12:00', slot_minutes: 20, buffer_minutes: 0, capacity: 1, kind: 'any' };

export default function HoursPage() {
  const { t } = useTranslation('scheduling');
  const mayHire = useMay()('user.manage');
  const clinicians = useQuery(cliniciansQuery);
  const people = clinicians.data?.items ?? [];
  const nobody = clinicians.data !== undefined && people.length === 0;
  return (
    <>
      <PageHeader title={t('hours.title')} lead={t('hours.lead')} />
      <NotLoaded of={clinicians} />
      {nobody ? (
        <EmptyState title={t('hours.nobody')} hint={t('hours.nobody_hint')} action={mayHire ? <Button component={Link} to="/people/new">{t('hours.hire')}</Button> : null} />
      ) : <><Weekly people={people} /><Templates people={people} /></>}
      <Section title={t('policy.title')} hint={t('policy.hint')}><PolicyForm /></Section>
    </>
  );
}

type People = { id: string; name: string }[];

const WORKDAYS = ['0', '1', '2', '3', '4'];

function Weekdays({ value, onChange }: { value: string[]; onChange: (days: string[]) => void }) {
  const { t } = useTranslation('scheduling');
  return <MultiSelect label={t('hours.weekdays')} data={[0, 1, 2, 3, 4, 5, 6].map((day) => ({ value: String(day), label: dayName(day) }))} value={value} onChange={onChange} miw={220} />;
}

function StretchFields({ value, onChange }: { value: Stretch; onChange: (next: Stretch) => void }) {
  const { t } = useTranslation('scheduling');
  const set = (next: Partial<Stretch>) => onChange({ ...value, ...next });
  return (
    <>
      <TextInput type="time" label={t('hours.starts')} value={value.starts} onChange={(event) => set({ starts: event.currentTarget.value })} />
      <TextInput type="time" label={t('hours.ends')} value={value.ends} onChange={(event) => set({ ends: event.currentTarget.value })} />
      <NumberInput label={t('hours.slot')} w={110} min={5} max={480} value={value.slot_minutes} onChange={(minutes) => set({ slot_minutes: Number(minutes) || 20 })} />
      <NumberInput label={t('hours.buffer')} w={110} min={0} max={240} value={value.buffer_minutes} onChange={(minutes) => set({ buffer_minutes: Number(minutes) || 0 })} />
      <NumberInput label={t('hours.capacity')} w={110} min={1} max={100} value={value.capacity} onChange={(places) => set({ capacity: Number(places) || 1 })} />
      <Select label={t('day.way')} w={150} allowDeselect={false} data={(['any', 'in_person', 'video'] as const).map((kind) => ({ value: kind, label: t(`hours.kind.${kind}`) }))} value={value.kind} onChange={(kind) => set({ kind: kind as 'any' })} />
    </>
  );
}

function Weekly({ people }: { people: People }) {
  const { t } = useTranslation('scheduling');
  const [who, setWho] = useState<string | null>(null);
  const id = who ?? people[0]?.id ?? '';
  const { data } = useQuery({ ...hoursQuery(id), enabled: !!id });
  const [add, end] = [useAddHours(), useEndHours()];
  const [days, setDays] = useState(WORKDAYS);
  const [form, setForm] = useState(NEW);
  const { weekday: _weekday, ...stretch } = form;
  const today = dayKey(useNow(), useFacility().zone);
  const rows = data?.hours.filter((row) => !row.valid_until || row.valid_until >= today) ?? [];
  return (
    <Section title={t('hours.weekly')}>
      <div className={css.tools}><Select aria-label={t('day.clinician')} searchable allowDeselect={false} data={people.map((one) => ({ value: one.id, label: one.name }))} value={id || null} onChange={setWho} w={260} /></div>
      <DataList
        label={t('hours.weekly')} pages={fromRows(rows)} rowKey={(row) => row.id} empty={{ title: t('hours.none') }}
        columns={[
          { key: 'day', header: t('hours.weekday'), cell: (row) => dayName(row.weekday) },
          { key: 'hours', header: t('hours.hours'), phone: 'bare', cell: (row) => <span className="tabular">{row.starts.slice(0, 5)}–{row.ends.slice(0, 5)}</span> },
          { key: 'slot', header: t('hours.slot'), cell: (row) => `${row.slot_minutes}${row.buffer_minutes ? ` + ${row.buffer_minutes}` : ''}` },
          { key: 'capacity', header: t('hours.capacity'), cell: (row) => row.capacity },
          { key: 'kind', header: t('day.way'), cell: (row) => t(`hours.kind.${row.kind}` as 'hours.kind.any') },
          { key: 'from', header: t('hours.from'), cell: (row) => <><DateText date={row.valid_from} />{row.valid_until ? <>–<DateText date={row.valid_until} /></> : null}</> },
        ]}
        actions={(row) => <Button size="compact-sm" variant="subtle" color="gray" loading={end.isPending} onClick={() => end.mutate(row.id)}>{t('hours.end')}</Button>}
      />
      <form className={css.inline} onSubmit={(event) => { event.preventDefault(); add.mutate({ ...stretch, weekdays: days.map(Number), practitioner_id: id }, { onSuccess: () => notifyDone(t('hours.added')) }); }}>
        <Weekdays value={days} onChange={setDays} />
        <StretchFields value={form} onChange={setForm} />
        <Button type="submit" variant="default" disabled={!id || !days.length} loading={add.isPending}>{t('hours.add')}</Button>
      </form>
      <FormProblem problem={add.error} />
    </Section>
  );
}

function Templates({ people }: { people: People }) {
  const { t } = useTranslation('scheduling');
  const { data } = useQuery(templatesQuery);
  const [add, drop, apply] = [useAddTemplate(), useDropTemplate(), useApplyTemplate()];
  const [name, setName] = useState('');
  const [days, setDays] = useState(WORKDAYS);
  const [form, setForm] = useState(NEW);
  const [give, setGive] = useState({ id: '', people: [] as string[], from: '' });
  return (
    <Section title={t('templates.title')} hint={t('templates.hint')}>
      <DataList
        label={t('templates.title')} pages={fromRows(data?.items)} rowKey={(row) => row.id} empty={{ title: t('templates.none') }}
        columns={[{ key: 'name', header: t('closures.name'), phone: 'bare', cell: (row) => row.name }, { key: 'hours', header: t('hours.hours'), cell: (row) => row.hours.map((one) => `${dayName(one.weekday)} ${one.starts.slice(0, 5)}–${one.ends.slice(0, 5)}`).join(', ') }]}
        actions={(row) => <Button size="compact-sm" variant="subtle" color="gray" loading={drop.isPending} onClick={() => drop.mutate(row.id)}>{t('closures.remove')}</Button>}
      />
      <form className={css.inline} onSubmit={(event) => { event.preventDefault(); add.mutate({ name, hours: days.map((day) => ({ ...form, weekday: Number(day) })) }, { onSuccess: () => setName('') }); }}>
        <TextInput label={t('closures.name')} maxLength={120} value={name} onChange={(event) => setName(event.currentTarget.value)} />
        <Weekdays value={days} onChange={setDays} />
        <StretchFields value={form} onChange={setForm} />
        <Button type="submit" variant="default" disabled={!name.trim() || !days.length} loading={add.isPending}>{t('templates.add')}</Button>
      </form>
      <FormProblem problem={add.error} />
      {data?.items.length ? (
        <form onSubmit={(event) => { event.preventDefault(); apply.mutate({ id: give.id, practitioner_ids: give.people, valid_from: give.from }, { onSuccess: () => { setGive({ id: '', people: [], from: '' }); notifyDone(t('templates.given')); } }); }}>
          <Group align="end" mt="md">
            <Select label={t('templates.which')} data={data.items.map((one) => ({ value: one.id, label: one.name }))} value={give.id || null} onChange={(id) => setGive((before) => ({ ...before, id: id ?? '' }))} />
            <MultiSelect label={t('templates.to')} searchable data={people.map((one) => ({ value: one.id, label: one.name }))} value={give.people} onChange={(chosen) => setGive((before) => ({ ...before, people: chosen }))} miw={220} />
            <TextInput type="date" label={t('hours.from')} value={give.from} onChange={(event) => { const from = event.currentTarget.value; setGive((before) => ({ ...before, from })); }} />
            <Button type="submit" disabled={!give.id || !give.people.length || !give.from} loading={apply.isPending}>{t('templates.give')}</Button>
          </Group>
        </form>
      ) : null}
      <FormProblem problem={apply.error} />
    </Section>
  );
}
