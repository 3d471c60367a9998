/** The clinician's visit: the call docked beside the chart. The chart is another feature's and fills the slot. */
import { Skeleton } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { usePathParams } from '@/app/page';
import { ErrorState } from '@/components/ui/ErrorState';
import { PageHeader } from '@/components/ui/PageHeader';
import { Slot } from '@/components/ui/Slot';
import { useRoom } from '@/lib/live';
import { visitQuery } from '../api/visits';
import css from '../components/Clinician.module.css';
import { ClinicianPanel } from '../components/ClinicianPanel';

export default function StaffVisitPage() {
  const { t } = useTranslation('visits');
  const { id } = usePathParams<{ id: string }>();
  const { data: visit, error, refetch } = useQuery(visitQuery(id));
  useRoom(`visit:${id}`);
  const back = { to: '/work', label: t('panel.back') };
  if (error && !visit) return <><PageHeader title={t('panel.title')} back={back} /><ErrorState problem={error} onRetry={() => void refetch()} /></>;
  if (!visit) return <><PageHeader title={t('panel.title')} back={back} /><Skeleton height={320} radius="md" /></>;
  return (
    <>
      <h1 className="visually-hidden">{t('panel.with', { name: visit.patient.name })}</h1>
      <div className={css.split}>
        <ClinicianPanel key={visit.id} visit={visit} />
        <div className={css.side}>
          <Slot name="visit.side" with={{ visitId: visit.id, encounterId: visit.encounter_id, taskId: visit.task_id }} fallback={<Skeleton height={400} radius="md" />} />
        </div>
      </div>
    </>
  );
}
