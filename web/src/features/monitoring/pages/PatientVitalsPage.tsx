/** One patient: what is now, alerts, curves of a stretch of time with what happened on them, limits. */
import { Button, Modal, SegmentedControl } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { lazy, Suspense, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { usePathParams } from '@/app/page';
import { PageWaiting } from '@/app/fallbacks';
import { ErrorState } from '@/components/ui/ErrorState';
import { PageHeader } from '@/components/ui/PageHeader';
import { Section } from '@/components/ui/Section';
import { useMay } from '@/lib/auth';
import { useRoom } from '@/lib/live';
import { age, useToday } from '@/lib/time';
import { vitalsQuery, type PatientVitals } from '../api/vitals';
import { AlertLine } from '../components/AlertLine';
import { Bedside } from '../components/Bedside';
import Focus from '../components/Focus';
import { Goals } from '../components/Goals';
import { LimitsEditor } from '../components/LimitsEditor';
import css from '../components/Monitoring.module.css';
import { PlanEditor } from '../components/PlanEditor';
import { Readings } from '../components/Readings';
import { SpotCheck } from '../components/SpotCheck';
import { Strips } from '../components/Strips';
import type { Mark } from '../components/Trend';
import { newest } from '../known';

const Trend = lazy(() => import('../components/Trend'));
const SPANS = [6, 24, 168, 720] as const;

export default function PatientVitalsPage() {
  const { patientId } = usePathParams<{ patientId: string }>();
  const [hours, setHours] = useState<number>(24);
  const { data, error, refetch } = useQuery({ ...vitalsQuery(patientId, hours), placeholderData: (before) => before });
  useRoom(data ? `patient:${patientId}` : null);
  if (error && !data) return <ErrorState problem={error} onRetry={() => void refetch()} />;
  return data ? <Shown vitals={data} hours={hours} onHours={setHours} /> : <PageWaiting />;
}

function Shown({ vitals, hours, onHours }: { vitals: PatientVitals; hours: number; onHours: (hours: number) => void }) {
  const { t } = useTranslation('monitoring');
  const may = useMay();
  const [open, setOpen] = useState<'spot' | 'limits' | 'plan' | null>(null);
  const years = age(vitals.birth_date, useToday());
  const close = () => setOpen(null);
  return (
    <>
      <PageHeader title={vitals.name} back={{ to: '/monitoring', label: t('wall.title') }}
        lead={[vitals.number, years === null ? null : t('common:banner.age', { count: years }), vitals.ward, vitals.place].filter(Boolean).join(' · ')}
        actions={may('vitals.write') ? <><Button variant="default" onClick={() => setOpen('plan')}>{t('plan.title')}</Button><Button variant="default" onClick={() => setOpen('limits')}>{t('limits.title')}</Button><Button onClick={() => setOpen('spot')}>{t('spot.title')}</Button></> : undefined} />
      <Focus key={vitals.patient_id} vitals={vitals} />
      {vitals.alerts.length ? <Section title={t('alerts.title')}><ul className={css.rows}>{vitals.alerts.map((alert) => <AlertLine key={alert.id} alert={alert} withPatient={false} />)}</ul></Section> : null}
      <Score vitals={vitals} />
      <Curves vitals={vitals} hours={hours} onHours={onHours} />
      <Plan vitals={vitals} />
      <Strips patientId={vitals.patient_id} streamed={vitals.streamed} />
      <Bedside vitals={vitals} />
      <Section title={t('readings.title')} hint={t('readings.hint')}>{vitals.observations.length ? <Readings rows={vitals.observations.slice(0, 30)} decide /> : <p className={css.quiet}>{t('readings.none')}</p>}</Section>
      <Modal opened={open === 'spot'} onClose={close} title={t('spot.title')} size="lg">{open === 'spot' ? <SpotCheck patientId={vitals.patient_id} onDone={close} /> : null}</Modal>
      <Modal opened={open === 'plan'} onClose={close} title={t('plan.title')} size="lg">{open === 'plan' ? <PlanEditor vitals={vitals} onDone={close} /> : null}</Modal>
      <Modal opened={open === 'limits'} onClose={close} title={t('limits.title')} size="xl">{open === 'limits' ? <LimitsEditor patientId={vitals.patient_id} limits={vitals.limits} onDone={close} /> : null}</Modal>
    </>
  );
}

function Plan({ vitals: { plan, latest } }: { vitals: PatientVitals }) {
  const { t } = useTranslation('monitoring');
  if (!plan.goals.length && !plan.reminders.length) return null;
  return (
    <Section title={t('plan.title')}>
      {plan.goals.length ? <Goals plan={plan} values={newest(latest)} /> : null}
      {plan.reminders.length ? <p className={css.quiet}>{t('plan.reminded', { times: plan.reminders.join(', ') })}{plan.missed ? ` · ${t('plan.missed', { count: plan.missed })}` : ''}</p> : null}
    </Section>
  );
}

function Score({ vitals }: { vitals: PatientVitals }) {
  const { t } = useTranslation('monitoring');
  const score = vitals.scores[0];
  if (!vitals.news2 || !score) return null;
  return (
    <Section title="NEWS2">
      {score.total === null ? <p>{t('news2.none', { count: score.missing.length })} <span className={css.quiet}>{t('news2.partial', { points: score.partial })}</span></p>
        : <p><span className={css.score}>{score.total}</span> {t(`news2.${score.band as 'low'}`)}</p>}
      <p className={css.quiet}>{t('news2.credit')}</p>
    </Section>
  );
}

function Curves({ vitals, hours, onHours }: { vitals: PatientVitals; hours: number; onHours: (hours: number) => void }) {
  const { t } = useTranslation('monitoring');
  const marks = useMemo<Mark[]>(() => [
    ...vitals.past_alerts.map((alert) => ({ at: Date.parse(alert.raised_at) / 1000, kind: 'alert' as const })),
    ...vitals.notes.map((note) => ({ at: Date.parse(note.at) / 1000, kind: 'note' as const })),
  ], [vitals.past_alerts, vitals.notes]);
  const limits = new Map(vitals.limits.map((one) => [one.code, one]));
  return (
    <Section title={t('trend.title')} actions={<SegmentedControl aria-label={t('trend.span')} value={String(hours)} onChange={(value) => onHours(Number(value))} data={SPANS.map((span) => ({ value: String(span), label: t(`trend.h${span}`) }))} />}>
      {vitals.series.length ? (
        <div className={css.trends}>
          <Suspense fallback={<PageWaiting />}>
            {vitals.series.map((series) => <Trend key={`${series.code}-${series.step}`} series={series} limit={limits.get(series.code)} marks={marks} since={Date.parse(vitals.since) / 1000} until={Date.parse(vitals.until) / 1000} />)}
          </Suspense>
        </div>
      ) : <p className={css.quiet}>{t('trend.none')}</p>}
      {vitals.notes.length ? <ul className={css.rows}>{vitals.notes.slice(0, 10).map((note) => <li key={note.id} className={css.row}><div>{note.words}<div className={css.quiet}>{note.author_name}</div></div></li>)}</ul> : null}
    </Section>
  );
}
