/** Appointments that repeat: the rule, every date before it is booked, and what cannot be had. */
import { Button, Group, NumberInput, Select, Switch, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Check, X } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { FormProblem } from '@/components/ui/FormProblem';
import { notifyDone } from '@/lib/notify';
import { clockTime } from '@/lib/time';
import { cliniciansQuery } from '../api/clinicians';
import { useBookSeries, usePlanSeries, type SeriesWish } from '../api/series';
import type { Chosen } from '../api/desk';
import { longDate } from '../format';
import { ResourcePicker } from './ResourcePicker';
import css from './Schedule.module.css';

/** Rooms are listed as of any hour; whether each date finds them free is found out when it is booked. */
const SOME = { starts: '2000-01-01T12:00:00Z', ends: '2000-01-01T12:20:00Z' };
const FREQUENCIES = ['weekly', 'daily', 'monthly'] as const;

export function SeriesForm({ patientId }: { patientId: string }) {
  const { t } = useTranslation('scheduling');
  const people = useQuery(cliniciansQuery).data?.items ?? [];
  const [wish, setWish] = useState({ practitioner_id: '', first: '', at: '10:00', frequency: 'weekly' as (typeof FREQUENCIES)[number], interval: 1, count: 6, skip: false });
  const [resources, setResources] = useState<Chosen[]>([]);
  const [plan, book] = [usePlanSeries(), useBookSeries()];
  const set = (next: Partial<typeof wish>) => { setWish((before) => ({ ...before, ...next })); plan.reset(); book.reset(); };
  const body: SeriesWish = {
    patient_id: patientId, practitioner_id: wish.practitioner_id, kind: 'in_person', first: wish.first, at: wish.at, frequency: wish.frequency, interval: wish.interval,
    weekdays: [], count: wish.count, until: null, exceptions: [], reason: '', skip_taken: wish.skip, resources,
  };
  const bad = plan.data?.items.filter((one) => one.code).length ?? 0;
  return (
    <form className={css.form} onSubmit={(event) => { event.preventDefault(); plan.mutate(body); }}>
      <Select label={t('day.clinician')} searchable data={people.map((one) => ({ value: one.id, label: one.name }))} value={wish.practitioner_id || null} onChange={(id) => set({ practitioner_id: id ?? '' })} />
      <Group grow>
        <TextInput type="date" label={t('series.first')} value={wish.first} onChange={(event) => set({ first: event.currentTarget.value })} />
        <TextInput type="time" label={t('day.time')} value={wish.at} onChange={(event) => set({ at: event.currentTarget.value })} />
      </Group>
      <Group grow>
        <Select label={t('series.how')} allowDeselect={false} data={FREQUENCIES.map((one) => ({ value: one, label: t(`series.${one}`) }))} value={wish.frequency} onChange={(value) => value && set({ frequency: value as 'weekly' })} />
        <NumberInput label={t('series.every')} min={1} max={12} value={wish.interval} onChange={(value) => set({ interval: Number(value) || 1 })} />
        <NumberInput label={t('series.count')} min={1} max={60} value={wish.count} onChange={(value) => set({ count: Number(value) || 1 })} />
      </Group>
      <ResourcePicker anyTime startsAt={SOME.starts} endsAt={SOME.ends} value={resources} onChange={setResources} />
      <FormProblem problem={plan.error ?? book.error} />
      {plan.data ? (
        <ul className={css.dates}>{plan.data.items.map((one) => (
          <li key={one.day} data-bad={one.code || undefined}>{one.code ? <X size={16} aria-hidden /> : <Check size={16} aria-hidden />}<span>{longDate(one.day)}, {clockTime(one.starts_at, plan.data.zone)}</span>{one.code ? <span>{t(`series.why.${one.code}` as 'series.why.slot_taken')}</span> : null}</li>
        ))}</ul>
      ) : null}
      {bad ? <Switch label={t('series.skip', { count: bad })} checked={wish.skip} onChange={(event) => { const skip = event.currentTarget.checked; setWish((before) => ({ ...before, skip })); }} /> : null}
      <Group>
        <Button type="submit" variant="default" disabled={!wish.practitioner_id || !wish.first} loading={plan.isPending}>{t('series.check')}</Button>
        {plan.data ? <Button disabled={bad > 0 && !wish.skip} loading={book.isPending} onClick={() => book.mutate(body, { onSuccess: (made) => { plan.reset(); notifyDone(t('series.done', { count: made.appointments.length })); } })}>{t('series.book')}</Button> : null}
      </Group>
    </form>
  );
}
