import { Button, Skeleton } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { DataList, fromRows } from '@/components/ui/DataList';
import { EmptyState } from '@/components/ui/EmptyState';
import { ErrorState } from '@/components/ui/ErrorState';
import { PageHeader } from '@/components/ui/PageHeader';
import { Section } from '@/components/ui/Section';
import { StatusBadge } from '@/components/ui/StatusBadge';
import { TimeText } from '@/components/ui/TimeText';
import { useMay } from '@/lib/auth';
import { staysQuery, wardsQuery, type Ward } from '../api/beds';
import { BedTile } from '../components/BedTile';
import css from '../components/Beds.module.css';

function Board({ ward }: { ward: Ward }) {
  const { t } = useTranslation('beds');
  const free = ward.beds.filter((bed) => bed.status === 'free').length;
  return <Section title={ward.name} hint={t('wards.free', { count: free })}><ul className={css.beds}>{ward.beds.map((bed) => <BedTile key={bed.id} bed={bed} />)}</ul></Section>;
}

function Waiting() {
  const { t } = useTranslation('beds');
  const { data, isPending } = useQuery(staysQuery);
  return (
    <Section title={t('stays.title')}>
      <DataList label={t('stays.title')} pages={fromRows(data?.items, { loading: isPending })} rowKey={(row) => row.id} linkTo={(row) => `/stays/${row.id}`} flashKey={(row) => `${row.status} ${row.bed ?? ''} ${row.to_bed ?? ''}`}
        empty={{ title: t('stays.none'), hint: t('stays.none_hint') }}
        columns={[
          { key: 'patient', header: t('stays.patient'), cell: (row) => row.patient_name },
          { key: 'doctor', header: t('stays.doctor'), cell: (row) => row.practitioner_name, phone: false },
          { key: 'bed', header: t('stays.bed'), cell: (row) => (row.bed ? `${row.ward ?? ''} ${row.bed}${row.to_bed ? ` → ${row.to_ward ?? ''} ${row.to_bed}` : ''}` : t('stays.no_bed')) },
          { key: 'since', header: t('stays.since'), cell: (row) => <TimeText at={row.status_at} as="ago" /> },
          { key: 'status', header: t('stays.status'), phone: 'bare', cell: (row) => (row.to_bed ? <StatusBadge tone="attention" label={t('stays.to_move')} /> : <StatusBadge tone={row.status === 'on_ward' ? 'active' : 'attention'} label={t(`stay.${row.status}`)} />) },
        ]} />
    </Section>
  );
}

export default function WardsPage() {
  const { t } = useTranslation('beds');
  const may = useMay();
  const { data, error, refetch } = useQuery(wardsQuery);
  return (
    <>
      <PageHeader title={t('wards.title')} actions={may('staff.manage') ? <Button component={Link} to="/hospital/wards" variant="default">{t('wards.arrange')}</Button> : undefined} />
      {may('bed.manage') ? <Waiting /> : null}
      {error && !data ? <ErrorState problem={error} onRetry={() => void refetch()} /> : null}
      {!data && !error ? <Skeleton height={240} /> : null}
      {data?.items.length === 0 ? <EmptyState title={t('wards.none')} hint={t('wards.none_hint')} /> : null}
      {data?.items.map((ward) => <Board key={ward.id} ward={ward} />)}
    </>
  );
}
