/** Background work that was given up: read why, try it again. */
import { Button } from '@mantine/core';
import { RotateCcw } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { DataList, type Column } from '@/components/ui/DataList';
import { PageHeader } from '@/components/ui/PageHeader';
import { TimeText } from '@/components/ui/TimeText';
import { useDeadJobs, useRetryJob, useRetryJobs, type JobRow } from '../api/hub';

export default function JobsPage() {
  const { t } = useTranslation('admin');
  const pages = useDeadJobs();
  const retry = useRetryJob();
  const all = useRetryJobs();
  const columns: Column<JobRow>[] = [
    { key: 'name', header: t('health.job'), cell: (row) => <code>{row.name}</code> },
    { key: 'error', header: t('health.error'), cell: (row) => <code>{row.error}</code>, phone: 'bare' },
    { key: 'attempts', header: t('jobs.tries'), cell: (row) => row.attempts, end: true, phone: false },
    { key: 'created', header: t('jobs.since'), cell: (row) => <TimeText at={row.created_at} /> },
  ];
  return (
    <>
      <PageHeader title={t('jobs.title')} lead={t('jobs.lead')} back={{ to: '/admin', label: t('hub.title') }} />
      <DataList label={t('jobs.title')} columns={columns} pages={pages} rowKey={(row) => String(row.id)} empty={{ title: t('jobs.none'), hint: t('jobs.none_hint') }}
        actions={(row) => (
          <>
            <Button size="compact-sm" variant="default" leftSection={<RotateCcw size={14} aria-hidden />} onClick={() => retry.mutate(row.id)}>{t('jobs.retry')}</Button>
            <Button size="compact-sm" variant="subtle" onClick={() => all.mutate(row.name)}>{t('jobs.retry_all')}</Button>
          </>
        )} />
    </>
  );
}
