/** The pathways of the hospital and how their cases do. */
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { DataList, fromRows, type Column } from '@/components/ui/DataList';
import { PageHeader } from '@/components/ui/PageHeader';
import { Slot } from '@/components/ui/Slot';
import { StatusBadge } from '@/components/ui/StatusBadge';
import { TimeText } from '@/components/ui/TimeText';
import { asProblem } from '@/lib/problem';
import { processesQuery, type ProcessRow } from '../api/processes';

export default function ProcessesPage() {
  const { t } = useTranslation('workflows');
  const { data, error, isPending, refetch } = useQuery(processesQuery);
  const columns: Column<ProcessRow>[] = [
    { key: 'name', header: t('processes.name'), cell: (row) => row.name, sort: (row) => row.name },
    { key: 'version', header: t('processes.version'), cell: (row) => row.number },
    { key: 'running', header: t('processes.running'), cell: (row) => row.running, sort: (row) => row.running, end: true },
    { key: 'stuck', header: t('processes.stuck'), cell: (row) => (row.incidents ? <StatusBadge tone="problem" label={String(row.incidents)} /> : '0'), sort: (row) => row.incidents, end: true },
    { key: 'ended', header: t('processes.ended'), cell: (row) => row.ended, end: true, phone: false },
    { key: 'published', header: t('processes.published'), cell: (row) => <TimeText at={row.published_at} as="date" />, end: true, phone: false },
  ];
  return (
    <>
      <PageHeader title={t('processes.title')} lead={t('processes.lead')} actions={<Slot name="pathways.actions" />} />
      <DataList label={t('processes.title')} columns={columns} rowKey={(row) => row.process_id} linkTo={(row) => `/pathways/${row.process_id}`}
        pages={fromRows(data?.items, { loading: isPending, problem: error && !data ? asProblem(error) : null, retry: () => void refetch() })}
        empty={{ title: t('processes.empty') }} />
    </>
  );
}
