/** A clinician's video visits: now, to come, over. */
import { SegmentedControl } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { useSearchParams } from '@/app/page';
import { DataList, fromRows, type Column } from '@/components/ui/DataList';
import { PageHeader } from '@/components/ui/PageHeader';
import { StatusBadge, type Tone } from '@/components/ui/StatusBadge';
import { TimeText } from '@/components/ui/TimeText';
import { asProblem } from '@/lib/problem';
import { visitsQuery, type Scope, type Visit, type VisitStatus } from '../api/visits';
import WaitingStrip from '../components/WaitingStrip';

const tones: Record<VisitStatus, Tone> = { scheduled: 'neutral', waiting: 'attention', admitted: 'active', in_call: 'active', on_hold: 'attention', ended: 'done', no_show: 'problem', cancelled: 'neutral' };

export default function VisitsPage() {
  const { t } = useTranslation('visits');
  const navigate = useNavigate();
  const { scope } = useSearchParams<{ scope: Scope }>();
  const { data, error, refetch, isPending } = useQuery(visitsQuery(scope));
  const columns: Column<Visit>[] = [
    { key: 'patient', header: t('list.patient'), cell: (visit) => <strong>{visit.patient.name}</strong>, sort: (visit) => visit.patient.name },
    { key: 'number', header: t('list.number'), cell: (visit) => visit.patient.detail },
    { key: 'starts', header: t('list.starts'), cell: (visit) => <TimeText at={visit.starts_at} />, sort: (visit) => visit.starts_at },
    { key: 'status', header: t('list.status'), cell: (visit) => <StatusBadge tone={tones[visit.status]} label={t(`status.${visit.status}`)} />, sort: (visit) => visit.status },
  ];
  return (
    <>
      <PageHeader title={t('list.title')} />
      <WaitingStrip />
      <DataList
        label={t('list.title')} columns={columns} rowKey={(visit) => visit.id} linkTo={(visit) => `/visits/${visit.id}`} flashKey={(visit) => visit.status}
        pages={fromRows(data?.items, { loading: isPending, problem: error ? asProblem(error) : null, retry: () => void refetch() })}
        filters={<SegmentedControl value={scope} aria-label={t('list.which')} onChange={(value) => void navigate({ to: '/visits', search: { scope: value } as never })}
          data={[{ value: 'upcoming', label: t('list.upcoming') }, { value: 'past', label: t('list.past') }]} />}
        empty={{ title: t('list.empty'), hint: t('list.empty_hint') }}
      />
    </>
  );
}
