/** Emergency accesses for the privacy officer: first those that wait for a verdict. */
import { SegmentedControl } from '@mantine/core';
import { ShieldCheck } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { DataList, type Column } from '@/components/ui/DataList';
import { PageHeader } from '@/components/ui/PageHeader';
import { StatusBadge } from '@/components/ui/StatusBadge';
import { TimeText } from '@/components/ui/TimeText';
import { useGlasses, type Glass } from '../api/glass';
import { Verdict } from '../components/Verdict';

export default function GlassesPage() {
  const { t } = useTranslation('identity');
  const [waiting, setWaiting] = useState(true);
  const pages = useGlasses(waiting);
  const columns: Column<Glass>[] = [
    { key: 'patient', header: t('review.patient'), cell: (row) => <strong>{row.patient}</strong> },
    { key: 'user', header: t('review.user'), cell: (row) => row.user, phone: 'bare' },
    { key: 'begun', header: t('review.begun'), cell: (row) => <TimeText at={row.begun_at} /> },
    { key: 'reason', header: t('glass.reason'), cell: (row) => row.reason, phone: 'bare' },
    { key: 'verdict', header: t('review.verdict'), cell: (row) => (row.verdict ? <Verdict verdict={row.verdict} /> : <StatusBadge tone="attention" label={t('review.waits')} />), phone: 'bare' },
  ];
  return (
    <>
      <PageHeader title={t('review.title')} lead={t('review.lead')} />
      <DataList label={t('review.title')} pages={pages} columns={columns} rowKey={(row) => row.id} linkTo={(row) => `/privacy/glass/${row.id}`} flashKey={(row) => row.verdict}
        filters={<SegmentedControl aria-label={t('review.show')} value={waiting ? 'waiting' : 'all'} onChange={(value) => setWaiting(value === 'waiting')}
          data={[{ value: 'waiting', label: t('review.waiting') }, { value: 'all', label: t('review.all') }]} />}
        empty={{ title: t('review.none'), hint: <><ShieldCheck size={16} aria-hidden /> {t('review.none_hint')}</> }} />
    </>
  );
}
