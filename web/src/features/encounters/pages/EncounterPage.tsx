/** The chart on a page of its own: an earlier visit, or the present one without its call. */
import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { usePathParams, useSearchParams } from '@/app/page';
import { PageHeader } from '@/components/ui/PageHeader';
import { TimeText } from '@/components/ui/TimeText';
import { chartQuery } from '../api/chart';
import ChartPanel from '../components/ChartPanel';

export default function EncounterPage() {
  const { t } = useTranslation('encounters');
  const { id } = usePathParams<{ id: string }>();
  const { task } = useSearchParams<{ task?: string }>();
  const encounter = useQuery(chartQuery(id)).data?.encounter;
  return (
    <>
      <PageHeader title={t('title')} actions={encounter ? <Button component={Link} to={`/patients/${encounter.patient_id}/summary`} variant="default">{t('chart.summary.title')}</Button> : undefined} lead={encounter ? <>{t(`chart.meeting.kinds.${encounter.kind}` as 'chart.meeting.kinds.AMB')} · {t(`chart.meeting.status.${encounter.status}` as 'chart.meeting.status.planned')} · {encounter.started_at ? <><TimeText at={encounter.started_at} /> · </> : null}{encounter.practitioner_name}</> : undefined} />
      <ChartPanel key={id} encounterId={id} taskId={task ?? null} />
    </>
  );
}
