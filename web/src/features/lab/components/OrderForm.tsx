/** Ordering: a whole panel by one press, or test by test, or in words; from what, how soon, and why. */
import { Button, Chip, Modal, MultiSelect, Select, Textarea, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState, type FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { FormProblem } from '@/components/ui/FormProblem';
import { useMay } from '@/lib/auth';
import { fieldErrors } from '@/lib/problem';
import { testsQuery, useOrderWrites, type PlaceOrder } from '../api/orders';
import css from './Lab.module.css';

const SPECIMENS = ['blood', 'urine', 'stool', 'swab', 'sputum', 'other'] as const;
const PRIORITIES = ['routine', 'urgent', 'asap', 'stat'] as const;

type Props = { patientId: string; encounterId: string | null; onClose: () => void };

export function OrderForm({ patientId, encounterId, onClose }: Props) {
  const { t } = useTranslation(['lab', 'encounters']);
  const { data } = useQuery(testsQuery(patientId));
  const { place } = useOrderWrites();
  const signs = useMay()('result.release');
  const [tests, setTests] = useState<string[]>([]);
  const [typed, setTyped] = useState('');
  const [specimen, setSpecimen] = useState<(typeof SPECIMENS)[number]>('blood');
  const [priority, setPriority] = useState<(typeof PRIORITIES)[number]>('routine');
  const [reason, setReason] = useState('');
  const [before, setBefore] = useState<string | null>(null);
  const known = data?.items ?? [];
  const panels = [...new Set(known.map((one) => one.panel).filter(Boolean))];
  const of = (panel: string) => known.filter((one) => one.panel === panel).map((one) => one.code);
  const whole = panels.filter((panel) => of(panel).every((code) => tests.includes(code)));
  const named = (panel: string) => t(`encounters:results.panels.${panel}` as 'encounters:results.panels.basic');
  const single = known.filter((one) => tests.includes(one.code) && !whole.includes(one.panel)).map((one) => one.name);
  const title = typed.trim() || [...whole.map(named), ...single].join(', ').slice(0, 200);
  const usual = [...new Set(known.filter((one) => tests.includes(one.code) && one.prepare).map((one) => one.prepare))].join(' ');
  const wrong = fieldErrors(place.error);
  const press = (panel: string) => setTests(whole.includes(panel) ? tests.filter((code) => !of(panel).includes(code)) : [...new Set([...tests, ...of(panel)])]);
  function send(event: FormEvent) {
    event.preventDefault();
    const body: PlaceOrder = { title, tests, specimen: t(`specimens.${specimen}`), priority, reason: reason.trim(), patient_instruction: (before ?? usual).trim(), encounter_id: encounterId };
    place.mutate({ patientId, body }, { onSuccess: onClose });
  }
  return (
    <Modal opened onClose={onClose} title={t('orders.add')} size="lg">
      <form className={css.fields} onSubmit={send} noValidate>
        {place.error && !Object.keys(wrong).length ? <FormProblem problem={place.error} /> : null}
        <div className={css.panels} role="group" aria-label={t('form.panels')}>
          {panels.map((panel) => <Chip key={panel} checked={whole.includes(panel)} onChange={() => press(panel)}>{named(panel)}</Chip>)}
        </div>
        <MultiSelect label={t('form.tests')} searchable clearable maxValues={40} value={tests} onChange={setTests} error={wrong.tests}
          data={panels.map((panel) => ({ group: named(panel), items: known.filter((one) => one.panel === panel).map((one) => ({ value: one.code, label: one.name })) }))} />
        <TextInput label={t('form.words')} description={t('form.words_hint')} maxLength={200} value={typed} error={wrong.title} onChange={(event) => setTyped(event.currentTarget.value)} />
        <div className={css.pair}>
          <Select label={t('form.specimen')} allowDeselect={false} value={specimen} onChange={(value) => value && setSpecimen(value as typeof specimen)} data={SPECIMENS.map((value) => ({ value, label: t(`specimens.${value}`) }))} />
          <Select label={t('form.priority')} allowDeselect={false} value={priority} onChange={(value) => value && setPriority(value as typeof priority)} data={PRIORITIES.map((value) => ({ value, label: t(`priority.${value}`) }))} />
        </div>
        <Textarea label={t('form.reason')} description={t('form.reason_hint')} autosize minRows={2} maxLength={1000} value={reason} onChange={(event) => setReason(event.currentTarget.value)} />
        <Textarea label={t('form.before')} description={t('form.before_hint')} autosize minRows={1} maxLength={1000} value={before ?? usual} onChange={(event) => setBefore(event.currentTarget.value)} />
        {signs ? null : <p className={css.quiet}>{t('form.to_sign')}</p>}
        <div><Button type="submit" loading={place.isPending} disabled={!title}>{t(signs ? 'form.send' : 'form.write_down')}</Button></div>
      </form>
    </Modal>
  );
}
