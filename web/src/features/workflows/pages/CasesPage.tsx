/** Every running case, stuck ones first: where it stands, since when, for whom. */
import { Button, NativeSelect } from '@mantine/core';
import { useNavigate } from '@tanstack/react-router';
import { Waypoints, X } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { useQuery } from '@tanstack/react-query';
import { useSearchParams } from '@/app/page';
import { DataList, type Column } from '@/components/ui/DataList';
import { PageHeader } from '@/components/ui/PageHeader';
import { TimeText } from '@/components/ui/TimeText';
import { useMay } from '@/lib/auth';
import { useCasePages, type CaseRow } from '../api/cases';
import { processesQuery } from '../api/processes';
import { IncidentGroups } from '../components/IncidentGroups';
import { CaseStatus } from '../components/CaseStatus';

const STATUSES = ['active', 'incident', 'running', 'suspended', 'completed', 'cancelled', 'all'] as const;

export default function CasesPage() {
  const { t } = useTranslation('workflows');
  const navigate = useNavigate();
  const may = useMay();
  // `step` is what people call the element that is asked for.
  const { status = 'active', process, element, step } = useSearchParams<{ status?: string; process?: string; element?: string; step?: string }>();
  const pages = useCasePages({ status, process, element });
  const { data: processes } = useQuery(processesQuery);
  const show = (next: { status?: string; process?: string | undefined; element?: undefined; step?: undefined }) => void navigate({ to: '/cases', search: { status, process, element, step, ...next } as never, replace: true });
  const columns: Column<CaseRow>[] = [
    { key: 'patient', header: t('cases.patient'), cell: (row) => row.patient?.name ?? t('cases.no_patient') },
    { key: 'process', header: t('cases.process'), cell: (row) => row.process_name, phone: 'bare' },
    { key: 'at', header: t('cases.at'), cell: (row) => (row.at.length > 2 ? t('cases.more', { names: row.at.slice(0, 2).join(', '), count: row.at.length - 2 }) : row.at.join(', ')) || '—' },
    { key: 'status', header: t('cases.status'), cell: (row) => <CaseStatus status={row.status} />, phone: 'bare' },
    { key: 'started', header: t('cases.started'), cell: (row) => <TimeText at={row.created_at} as="date" />, phone: false },
    { key: 'moved', header: t('cases.moved'), cell: (row) => <TimeText at={row.moved_at} as="ago" />, end: true },
  ];
  return (
    <>
      <PageHeader title={t('cases.title')} lead={t('cases.lead')} />
      {may('case.manage') ? <IncidentGroups process={process} /> : null}
      <DataList label={t('cases.title')} pages={pages} columns={columns} rowKey={(row) => row.id} linkTo={(row) => `/cases/${row.id}`} flashKey={(row) => row.rev}
        filters={
          <>
            <NativeSelect aria-label={t('cases.status')} value={status} onChange={(event) => show({ status: event.currentTarget.value })}
              data={STATUSES.map((value) => ({ value, label: t(`cases.show.${value}`) }))} />
            <NativeSelect aria-label={t('cases.process')} value={process ?? ''} onChange={(event) => show({ process: event.currentTarget.value || undefined, element: undefined, step: undefined })}
              data={[{ value: '', label: t('cases.every_process') }, ...(processes?.items ?? []).map((row) => ({ value: row.process_id, label: row.name }))]} />
            {element ? <Button variant="light" rightSection={<X size={16} aria-hidden />} aria-label={t('cases.anywhere', { step: step ?? element })} onClick={() => show({ element: undefined, step: undefined })}>{t('cases.only_at', { step: step ?? element })}</Button> : null}
          </>
        }
        empty={{ title: status === 'incident' ? t('cases.none_stuck') : t('cases.empty'), hint: t('cases.empty_hint'), action: <Waypoints size={20} aria-hidden /> }} />
    </>
  );
}
