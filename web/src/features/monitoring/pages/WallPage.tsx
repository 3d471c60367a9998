/** The ward wall: many patients at once, the worst first; nothing moves under the pointer. */
import { Select, Skeleton } from '@mantine/core';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { MonitorOff } from 'lucide-react';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { EmptyState } from '@/components/ui/EmptyState';
import { ErrorState } from '@/components/ui/ErrorState';
import { PageHeader } from '@/components/ui/PageHeader';
import { useStillOrder } from '@/components/ui/useStillOrder';
import { wallQuery, type Wall } from '../api/vitals';
import css from '../components/Monitoring.module.css';
import { OwnTile, Tile } from '../components/Tile';
import { severity } from '../known';
import { useBeds } from '../live';

export default function WallPage() {
  const { t } = useTranslation('monitoring');
  const [ward, setWard] = useState<string | undefined>();
  const { data, error, refetch } = useQuery({ ...wallQuery(ward), placeholderData: keepPreviousData });
  return (
    <>
      <PageHeader title={t('wall.title')} lead={t(data && !data.whole_wards ? 'wall.own_lead' : 'wall.lead')} actions={data?.whole_wards && data.wards.length ? (
        <Select aria-label={t('wall.ward')} value={data.ward_id} allowDeselect={false} onChange={(value) => setWard(value ?? undefined)}
          data={data.wards.map((one) => ({ value: one.id, label: `${one.name} (${one.monitored})` }))} />
      ) : undefined} />
      {error && !data ? <ErrorState problem={error} onRetry={() => void refetch()} /> : !data ? <Skeleton height={320} /> : <Beds key={data.ward_id ?? ''} wall={data} />}
    </>
  );
}

function Beds({ wall }: { wall: Wall }) {
  const { t } = useTranslation('monitoring');
  // A ward streams as one; one's own patients may lie anywhere, so each of their tiles listens for itself.
  const room = wall.ward_id ? `wall:${wall.ward_id}` : null;
  const lines = useBeds(room);
  const sorted = useMemo(() => [...wall.items].sort((a, b) => severity(a.alerts) - severity(b.alerts) || a.place.localeCompare(b.place, undefined, { numeric: true })), [wall.items]);
  const still = useStillOrder(sorted, (one) => one.patient_id);
  if (!wall.items.length) return <EmptyState icon={MonitorOff} title={t('wall.none')} hint={t(wall.whole_wards ? 'wall.none_hint' : 'wall.own_none_hint')} />;
  return (
    <ul className={css.wall} aria-label={t('wall.title')} onPointerEnter={still.hold} onPointerLeave={still.release}>
      {still.rows.map((patient) => (room ? <Tile key={patient.patient_id} patient={patient} line={lines.get(patient.patient_id)} /> : <OwnTile key={patient.patient_id} patient={patient} />))}
    </ul>
  );
}
