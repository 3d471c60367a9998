/** An earlier time: with whom, from when to when, at which hours. */
import { Button, Group, SegmentedControl, Select, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { FormProblem } from '@/components/ui/FormProblem';
import { useFacility } from '@/lib/auth';
import { serverNow } from '@/lib/clock';
import { notifyDone } from '@/lib/notify';
import { addDays, dayKey } from '@/lib/time';
import { specialtiesQuery } from '../api/slots';
import { useJoin } from '../api/waiting';
import css from './Schedule.module.css';

/** `instead`: a later appointment that is given up when an earlier time is found. */
type Props = { patientId?: string; instead?: { id: string; practitionerId: string; startsAt: string } | undefined; desk?: boolean; onDone: () => void };

export function WishForm({ patientId, instead, desk = false, onDone }: Props) {
  const { t } = useTranslation('scheduling');
  const { zone } = useFacility();
  const specialties = useQuery({ ...specialtiesQuery, enabled: !instead }).data?.items ?? [];
  const join = useJoin();
  const today = dayKey(serverNow(), zone);
  const [wish, setWish] = useState({ specialty: '', from: today, until: instead ? dayKey(instead.startsAt, zone) : addDays(today, 14), earliest: '', latest: '', priority: '2' });
  const set = (next: Partial<typeof wish>) => setWish((before) => ({ ...before, ...next }));
  return (
    <form
      className={css.form}
      onSubmit={(event) => {
        event.preventDefault();
        join.mutate({
          patient_id: patientId ?? null, ...(instead ? { practitioner_id: instead.practitionerId, appointment_id: instead.id } : { specialty: wish.specialty }), kind: 'any',
          from_day: wish.from, until_day: wish.until, weekdays: [], earliest: wish.earliest || null, latest: wish.latest || null, priority: Number(wish.priority),
        }, { onSuccess: () => { notifyDone(t('waitlist.added')); onDone(); } });
      }}
    >
      {instead ? null : <Select label={t('waitlist.whom')} searchable data={specialties.map((one) => ({ value: one.code, label: one.name }))} value={wish.specialty || null} onChange={(code) => set({ specialty: code ?? '' })} />}
      <Group grow><TextInput type="date" label={t('waitlist.from')} min={today} value={wish.from} onChange={(event) => set({ from: event.currentTarget.value })} /><TextInput type="date" label={t('waitlist.until')} min={wish.from} value={wish.until} onChange={(event) => set({ until: event.currentTarget.value })} /></Group>
      <Group grow><TextInput type="time" label={t('waitlist.earliest')} value={wish.earliest} onChange={(event) => set({ earliest: event.currentTarget.value })} /><TextInput type="time" label={t('waitlist.latest')} value={wish.latest} onChange={(event) => set({ latest: event.currentTarget.value })} /></Group>
      {desk ? <SegmentedControl aria-label={t('waitlist.priority')} value={wish.priority} onChange={(priority) => set({ priority })} data={['1', '2', '3'].map((value) => ({ value, label: t(`waitlist.priorities.${value}` as 'waitlist.priorities.2') }))} /> : null}
      <FormProblem problem={join.error} />
      <Button type="submit" disabled={!instead && !wish.specialty} loading={join.isPending}>{t('waitlist.join')}</Button>
    </form>
  );
}
