/** Does every part work, and does work pile up anywhere? */
import { Button, Skeleton } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { DataList, fromRows, type Column } from '@/components/ui/DataList';
import { ErrorState } from '@/components/ui/ErrorState';
import { PageHeader } from '@/components/ui/PageHeader';
import { Section } from '@/components/ui/Section';
import { StatusBadge, type Tone } from '@/components/ui/StatusBadge';
import { TimeText } from '@/components/ui/TimeText';
import { healthQuery, type JobLoad, type Lag, type Part } from '../api/health';
import css from './Health.module.css';

const tones: Record<string, Tone> = { ok: 'done', degraded: 'attention', down: 'problem' };
/** Numbers that should be nought, and the one that only tells a size. */
const PILES = ['cases_stuck', 'timers_late', 'jobs_dead', 'jobs_due', 'facts_waiting', 'connections'] as const;

export default function HealthPage() {
  const { t } = useTranslation('admin');
  const { data, error, refetch } = useQuery(healthQuery);
  if (error && !data) return <><PageHeader title={t('health.title')} /><ErrorState problem={error} onRetry={() => void refetch()} /></>;
  if (!data) return <><PageHeader title={t('health.title')} /><Skeleton height={320} radius="md" /></>;
  const parts: Column<Part>[] = [
    { key: 'name', header: t('health.part'), cell: (row) => t(`health.parts.${row.name}` as 'health.parts.database', row.name) },
    { key: 'state', header: t('health.state'), cell: (row) => <StatusBadge tone={row.ok ? 'done' : 'problem'} label={row.ok ? t('health.works') : t('health.broken')} />, phone: 'bare' },
    { key: 'detail', header: t('health.detail'), cell: (row) => row.detail, phone: 'bare' },
    { key: 'ms', header: t('health.answer'), cell: (row) => t('health.ms', { ms: row.ms }), end: true, phone: false },
  ];
  const jobs: Column<JobLoad>[] = [
    { key: 'name', header: t('health.job'), cell: (row) => <code>{row.name}</code>, sort: (row) => row.name },
    { key: 'queued', header: t('health.queued'), cell: (row) => row.queued, sort: (row) => row.queued, end: true },
    { key: 'running', header: t('health.running'), cell: (row) => row.running, end: true },
    { key: 'dead', header: t('health.given_up'), cell: (row) => (row.dead ? <StatusBadge tone="problem" label={String(row.dead)} /> : 0), sort: (row) => row.dead, end: true },
    { key: 'oldest', header: t('health.oldest'), cell: (row) => (row.oldest ? <TimeText at={row.oldest} as="ago" /> : '—'), end: true, phone: false },
    { key: 'error', header: t('health.error'), cell: (row) => (row.error ? <code>{row.error}</code> : ''), phone: false },
  ];
  return (
    <>
      <PageHeader title={t('health.title')} badge={<StatusBadge tone={tones[data.status] ?? 'neutral'} label={t(`health.status.${data.status}`)} />}
        lead={<>{t('health.lead', { version: data.version })} <TimeText at={data.checked_at} as="clock" /></>} />
      <ul className={css.numbers}>
        {PILES.map((name) => (
          <li key={name} data-high={(data.numbers[name] ?? 0) > 0 && name !== 'connections' && name !== 'jobs_due' ? true : undefined}>
            <span className="figure">{Math.round(data.numbers[name] ?? 0)}</span><span>{t(`health.numbers.${name}`)}</span>
          </li>
        ))}
        <li><span className="figure">{t('health.mb', { mb: Math.round((data.numbers.database_bytes ?? 0) / 1_048_576) })}</span><span>{t('health.numbers.database_bytes')}</span></li>
      </ul>
      <Section title={t('health.parts_title')}>
        <DataList label={t('health.parts_title')} columns={parts} rowKey={(row) => row.name} pages={fromRows(data.parts)} flashKey={(row) => row.ok} empty={{ title: t('health.none') }} />
      </Section>
      <Consumers lags={data.consumers} />
      <Section title={t('health.jobs_title')} hint={t('health.jobs_hint')}>
        <DataList label={t('health.jobs_title')} columns={jobs} rowKey={(row) => row.name} pages={fromRows(data.jobs)} empty={{ title: t('health.no_jobs'), hint: t('health.no_jobs_hint') }} />
      </Section>
    </>
  );
}

/** Followers that are behind or have given something up; the others on demand. */
function Consumers({ lags }: { lags: Lag[] }) {
  const { t } = useTranslation('admin');
  const [all, setAll] = useState(false);
  const named = ['sockets', 'webhooks', 'timers', 'messages', 'jobs'];
  const shown = lags.filter(({ name, waiting, dead }) => all || waiting || dead || named.includes(name));
  const columns: Column<Lag>[] = [
    { key: 'name', header: t('health.consumer'), cell: (row) => (named.includes(row.name) ? t(`health.consumers.${row.name}` as 'health.consumers.jobs') : <code>{row.name}</code>), sort: (row) => row.name },
    { key: 'behind', header: t('health.behind'), cell: (row) => <StatusBadge tone={row.seconds > 60 ? 'problem' : row.seconds > 5 ? 'attention' : 'done'} label={row.seconds > 1 ? t('health.seconds', { seconds: Math.round(row.seconds) }) : t('health.up_to_date')} />, sort: (row) => row.seconds, phone: 'bare' },
    { key: 'waiting', header: t('health.queued'), cell: (row) => row.waiting, sort: (row) => row.waiting, end: true },
    { key: 'dead', header: t('health.given_up'), cell: (row) => (row.dead ? <StatusBadge tone="problem" label={String(row.dead)} /> : 0), sort: (row) => row.dead, end: true },
  ];
  return (
    <Section title={t('health.consumers_title')} hint={t('health.consumers_hint')}>
      <DataList label={t('health.consumers_title')} columns={columns} pages={fromRows(shown)} rowKey={(row) => row.name} flashKey={(row) => row.waiting} empty={{ title: t('health.none') }} />
      {shown.length < lags.length ? <Button variant="subtle" size="compact-sm" onClick={() => setAll(true)}>{t('health.all_consumers', { count: lags.length })}</Button> : null}
    </Section>
  );
}
