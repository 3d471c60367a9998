/** A patient's own readings: the latest, goals, adding one, reminders, and what was measured before. */
import { Button, Checkbox, Skeleton } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ErrorState } from '@/components/ui/ErrorState';
import { PageHeader } from '@/components/ui/PageHeader';
import { Section } from '@/components/ui/Section';
import { ownQuery, useSetReminders, type Own } from '../api/vitals';
import { AddReading } from '../components/AddReading';
import { Goals } from '../components/Goals';
import css from '../components/Monitoring.module.css';
import { Numbers } from '../components/Numbers';
import { OwnDevices } from '../components/OwnDevices';
import { Readings } from '../components/Readings';
import { newest, type Key } from '../known';

export default function MyVitalsPage() {
  const { t } = useTranslation('monitoring');
  const { data, error, refetch } = useQuery(ownQuery);
  const [adding, setAdding] = useState(false);
  return (
    <>
      <PageHeader title={t('own.title')} lead={t('own.lead')} />
      {error && !data ? <ErrorState problem={error} onRetry={() => void refetch()} /> : null}
      {adding ? <Section title={t('own.add')}><AddReading onDone={() => setAdding(false)} /></Section> : <Button onClick={() => setAdding(true)} mb="lg" fullWidth>{t('own.add')}</Button>}
      {data ? <Shown own={data} /> : error ? null : <Skeleton height={240} radius="md" />}
      <p className={css.quiet}>{t('common:emergency')}</p>
    </>
  );
}

function Shown({ own }: { own: Own }) {
  const { t } = useTranslation('monitoring');
  const values = newest(own.latest);
  const keys = (['sbp', 'hr', 'spo2', 'temp', 'weight', 'glucose'] as Key[]).filter((key) => values[key] !== undefined).slice(0, 4);
  return (
    <>
      {keys.length ? <Section title={t('own.latest')}><Numbers plain values={values} keys={keys} /></Section> : null}
      {own.plan.missed ? <p role="status">{t('own.missed', { count: own.plan.missed })}</p> : null}
      {own.plan.goals.length ? <Section title={t('own.goals')}><Goals plan={own.plan} values={values} /></Section> : null}
      <Reminders own={own} />
      <OwnDevices devices={own.devices} />
      <Section title={t('own.history')}>{own.observations.length ? <Readings rows={own.observations.slice(0, 40)} /> : <p>{t('own.none')}</p>}</Section>
    </>
  );
}

const TIMES = ['07:00', '12:00', '19:00'] as const;

function Reminders({ own }: { own: Own }) {
  const { t } = useTranslation('monitoring');
  const set = useSetReminders();
  const now = own.plan.reminders;
  const times = [...new Set([...TIMES, ...now])].sort();
  return (
    <Section title={t('own.reminders')} hint={t('own.reminders_hint')}>
      {times.map((time) => <Checkbox key={time} my="xs" label={time} checked={now.includes(time)} disabled={set.isPending} onChange={(event) => set.mutate(event.currentTarget.checked ? [...now, time] : now.filter((one) => one !== time))} />)}
    </Section>
  );
}
