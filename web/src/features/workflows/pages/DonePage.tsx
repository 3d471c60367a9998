/** What I have completed, newest first. */
import { Link } from '@tanstack/react-router';
import { Anchor } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { DataList, type Column } from '@/components/ui/DataList';
import { PageHeader } from '@/components/ui/PageHeader';
import { TimeText } from '@/components/ui/TimeText';
import { useMay } from '@/lib/auth';
import type { TaskRow } from '@/lib/tasks';
import { useTaskPages } from '../api/tasks';

export default function DonePage() {
  const { t } = useTranslation('workflows');
  const may = useMay();
  const pages = useTaskPages('done');
  const columns: Column<TaskRow>[] = [
    { key: 'patient', header: t('done.patient'), cell: (row) => row.patient?.name ?? '—' },
    { key: 'task', header: t('done.task'), cell: (row) => row.name, phone: 'bare' },
    { key: 'number', header: t('done.number'), cell: (row) => row.patient?.number ?? '', phone: 'bare' },
    { key: 'at', header: t('done.at'), cell: (row) => (row.ended_at ? <TimeText at={row.ended_at} /> : null), end: true },
  ];
  return (
    <>
      <PageHeader title={t('done.title')} back={{ to: '/work', label: t('work.title') }} />
      <DataList label={t('done.title')} pages={pages} columns={columns} rowKey={(row) => row.id} empty={{ title: t('done.empty'), hint: t('done.empty_hint') }}
        {...(may('case.read') ? { actions: (row: TaskRow) => <Anchor component={Link} to={`/cases/${row.case_id}`} size="sm">{t('done.case')}</Anchor> } : {})} />
    </>
  );
}
