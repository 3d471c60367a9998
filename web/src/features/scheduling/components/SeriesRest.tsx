/** The visits that repeat with this one; the desk changes or cancels this one and all that follow, all or none. */
import { Button, Group, NumberInput, Select, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useConfirm } from '@/components/ui/confirm';
import { FormProblem } from '@/components/ui/FormProblem';
import { Section } from '@/components/ui/Section';
import { TimeText } from '@/components/ui/TimeText';
import { notifyDone } from '@/lib/notify';
import { wallOf } from '@/lib/wall';
import type { Appointment } from '../api/appointments';
import { cliniciansQuery } from '../api/clinicians';
import { seriesQuery, useCancelRest, useChangeRest } from '../api/desk';
import { AppointmentStatus } from './AppointmentCard';
import css from './Schedule.module.css';

type Props = { row: Appointment; seriesId: string; manages: boolean };

export function SeriesRest({ row, seriesId, manages }: Props) {
  const { t } = useTranslation('scheduling');
  const confirm = useConfirm();
  const { data } = useQuery(seriesQuery(seriesId));
  const cancel = useCancelRest();
  const [changing, setChanging] = useState(false);
  if (!data) return null;
  const rest = data.appointments.filter((one) => one.status === 'booked' && one.starts_at >= row.starts_at);
  async function ask() {
    const answer = await confirm({
      title: t('rest.cancel_title', { count: rest.length }), body: t('rest.cancel_body'), verb: t('rest.cancel', { count: rest.length }), keep: t('rest.keep'), destructive: true, reason: { label: t('cancel.reason') },
    });
    if (answer) cancel.mutate({ id: seriesId, since: row.starts_at, reason: answer.reason }, { onSuccess: (gone) => notifyDone(t('rest.cancelled', { count: gone.cancelled })) });
  }
  return (
    <Section title={t('rest.title')} hint={t('rest.hint', { nth: data.appointments.findIndex((one) => one.id === row.id) + 1, count: data.appointments.length })}>
      <ul className={css.dates}>
        {data.appointments.map((one) => <li key={one.id} aria-current={one.id === row.id || undefined} className={css.occurrence}><TimeText at={one.starts_at} /><AppointmentStatus row={one} /></li>)}
      </ul>
      {manages && row.status === 'booked' && rest.length ? (
        <Group mt="sm">
          <Button variant="default" onClick={() => setChanging(!changing)} aria-expanded={changing}>{t('rest.change', { count: rest.length })}</Button>
          <Button variant="subtle" color="rose" loading={cancel.isPending} onClick={() => void ask()}>{t('rest.cancel', { count: rest.length })}</Button>
        </Group>
      ) : null}
      {changing ? <ChangeRest row={row} seriesId={seriesId} count={rest.length} onDone={() => setChanging(false)} /> : null}
    </Section>
  );
}

function ChangeRest({ row, seriesId, count, onDone }: { row: Appointment; seriesId: string; count: number; onDone: () => void }) {
  const { t } = useTranslation('scheduling');
  const people = useQuery(cliniciansQuery).data?.items ?? [];
  const change = useChangeRest();
  const [wish, setWish] = useState({ at: wallOf(row.starts_at, row.zone).slice(11, 16), days: 0, who: row.clinician.id });
  const set = (next: Partial<typeof wish>) => setWish((before) => ({ ...before, ...next }));
  const submit = () => change.mutate(
    { id: seriesId, since: row.starts_at, at: wish.at, days: wish.days, practitionerId: wish.who === row.clinician.id ? null : wish.who },
    { onSuccess: () => { notifyDone(t('rest.changed', { count })); onDone(); } },
  );
  return (
    <form className={css.rest} onSubmit={(event) => { event.preventDefault(); submit(); }}>
      <Group grow align="start">
        <TextInput type="time" label={t('day.time')} value={wish.at} onChange={(event) => set({ at: event.currentTarget.value })} />
        <NumberInput label={t('rest.days')} description={t('rest.days_hint')} min={-6} max={6} value={wish.days} onChange={(value) => set({ days: Number(value) || 0 })} inputWrapperOrder={['label', 'input', 'description', 'error']} />
      </Group>
      <Select label={t('day.clinician')} searchable allowDeselect={false} data={people.map((one) => ({ value: one.id, label: one.name }))} value={wish.who} onChange={(id) => id && set({ who: id })} />
      <FormProblem problem={change.error} />
      <Button type="submit" disabled={!wish.at} loading={change.isPending} w="fit-content">{t('rest.change', { count })}</Button>
    </form>
  );
}
