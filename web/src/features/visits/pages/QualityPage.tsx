/** How video visits go: from booked to completed, why some end early, how good the calls are and what patients say. */
import { Skeleton, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { useSearchParams } from '@/app/page';
import { DataList, fromRows, type Column } from '@/components/ui/DataList';
import { EmptyState } from '@/components/ui/EmptyState';
import { ErrorState } from '@/components/ui/ErrorState';
import { PageHeader } from '@/components/ui/PageHeader';
import { Section } from '@/components/ui/Section';
import { callsQuery, type Clinic } from '../api/quality';
import { Bars } from '../components/Bars';
import css from '../components/Quality.module.css';

const STEPS = ['booked', 'device_check', 'waiting', 'admitted', 'connected', 'completed'] as const;
const WORDS = ['excellent', 'good', 'poor', 'lost'] as const;

export default function QualityPage() {
  const { t } = useTranslation('visits');
  const navigate = useNavigate();
  const { since, until } = useSearchParams<{ since: string; until: string }>();
  const { data, error, refetch } = useQuery(callsQuery(since, until));
  const show = (change: { since?: string; until?: string }) => void navigate({ to: '/visit-quality', search: { since, until, ...change } as never });
  return (
    <>
      <PageHeader title={t('calls.title')} lead={t('calls.lead')} />
      <div className={css.period}>
        <TextInput type="date" label={t('calls.since')} value={since || (data?.since ?? '')} onChange={(event) => show({ since: event.currentTarget.value })} />
        <TextInput type="date" label={t('calls.until')} value={until || (data?.until ?? '')} onChange={(event) => show({ until: event.currentTarget.value })} />
      </div>
      {error ? <ErrorState problem={error} onRetry={() => void refetch()} /> : null}
      {!data && !error ? <Skeleton height={320} radius="md" /> : null}
      {data && !error ? data.whole.steps.booked ? <Shown whole={data.whole} clinics={data.clinics} /> : <EmptyState title={t('calls.none')} hint={t('calls.none_hint')} /> : null}
    </>
  );
}

function Shown({ whole, clinics }: { whole: Clinic; clinics: Clinic[] }) {
  const { t } = useTranslation('visits');
  const booked = whole.steps.booked ?? 0;
  const calls = WORDS.reduce((sum, word) => sum + (whole.quality[word] ?? 0), 0);
  const rated = whole.ratings.stars.reduce((sum, count) => sum + count, 0);
  return (
    <div className={css.sections}>
      <Section title={t('calls.funnel')} hint={t('calls.funnel_hint')}>
        <Bars of={booked} rows={STEPS.map((step) => ({ key: step, label: t(`calls.step.${step}`), count: whole.steps[step] ?? 0 }))} />
      </Section>
      <Section title={t('calls.failures')} hint={t('calls.failures_hint')}>
        {whole.failures.length ? <Bars of={booked} tone="attention" rows={whole.failures.map(({ reason, count }) => ({ key: reason, label: t(`calls.reason.${reason}`), count }))} /> : <p className={css.quiet}>{t('calls.no_failures')}</p>}
      </Section>
      <Section title={t('calls.calls')} hint={t('calls.calls_hint')}>
        {calls ? <Bars of={calls} rows={WORDS.map((word) => ({ key: word, label: t(`quality.${word}`), count: whole.quality[word] ?? 0 }))} /> : <p className={css.quiet}>{t('calls.unmeasured')}</p>}
        <dl className={css.facts}>
          <dt>{t('calls.setup')}</dt><dd>{whole.setup_p50_ms === null ? '–' : t('calls.seconds', { usual: (whole.setup_p50_ms / 1000).toFixed(1), most: ((whole.setup_p95_ms ?? 0) / 1000).toFixed(1) })}</dd>
          <dt>{t('calls.relayed')}</dt><dd>{whole.relayed_percent === null ? '–' : `${whole.relayed_percent} %`}</dd>
          <dt>{t('calls.reconnects')}</dt><dd>{whole.reconnects}</dd>
          <dt>{t('calls.freezes')}</dt><dd>{t('calls.in_minutes', { freezes: whole.freezes, count: whole.minutes })}</dd>
        </dl>
      </Section>
      <Section title={t('calls.ratings')} hint={whole.ratings.average === null ? t('calls.no_ratings') : t('calls.average', { average: whole.ratings.average, count: rated })}>
        {rated ? <Bars of={rated} rows={[5, 4, 3, 2, 1].map((stars) => ({ key: String(stars), label: t('calls.stars', { count: stars }), count: whole.ratings.stars[stars - 1] ?? 0 }))} /> : null}
      </Section>
      <div className={css.wide}><Clinics clinics={clinics} /></div>
    </div>
  );
}

function Clinics({ clinics }: { clinics: Clinic[] }) {
  const { t } = useTranslation('visits');
  const share = (part = 0, of = 0) => (of ? `${Math.round((part / of) * 100)} %` : '–');
  const name = (row: Clinic) => row.department || t('calls.no_department');
  const columns: Column<Clinic>[] = [
    { key: 'clinic', header: t('rooms.department'), cell: (row) => <strong>{name(row)}</strong>, sort: name },
    { key: 'booked', header: t('calls.step.booked'), cell: (row) => row.steps.booked, sort: (row) => row.steps.booked ?? 0 },
    { key: 'completed', header: t('calls.step.completed'), cell: (row) => share(row.steps.completed, row.steps.booked), sort: (row) => (row.steps.completed ?? 0) / (row.steps.booked || 1) },
    { key: 'connected', header: t('calls.of_admitted'), cell: (row) => share(row.steps.connected, row.steps.admitted), sort: (row) => (row.steps.connected ?? 0) / (row.steps.admitted || 1) },
    { key: 'well', header: t('calls.well'), cell: (row) => share((row.quality.excellent ?? 0) + (row.quality.good ?? 0), WORDS.reduce((sum, word) => sum + (row.quality[word] ?? 0), 0)) },
    { key: 'rating', header: t('calls.rating'), cell: (row) => row.ratings.average ?? '–', sort: (row) => row.ratings.average ?? 0 },
  ];
  return <Section title={t('calls.clinics')}><DataList label={t('calls.clinics')} columns={columns} rowKey={(row) => row.department_id ?? 'none'} pages={fromRows(clinics)} empty={{ title: t('calls.none') }} /></Section>;
}
