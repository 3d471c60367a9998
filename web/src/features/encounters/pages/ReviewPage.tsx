/** Results that this clinician has to look at: the longest waiting first, what cannot wait marked. */
import { SegmentedControl } from '@mantine/core';
import { FlaskConical } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { DataList, type Column } from '@/components/ui/DataList';
import { PageHeader } from '@/components/ui/PageHeader';
import { StatusBadge, UrgencyBadge } from '@/components/ui/StatusBadge';
import { TimeText } from '@/components/ui/TimeText';
import { useReview, type ReviewRow, type View } from '../api/results';
import { Unanswered } from '../components/CriticalNotice';
import css from '../components/Chart.module.css';

const VIEWS = ['open', 'held', 'done'] as const;

export default function ReviewPage() {
  const { t } = useTranslation('encounters');
  const [view, setView] = useState<View>('open');
  const columns: Column<ReviewRow>[] = [
    { key: 'title', header: t('results.one'), phone: 'bare', cell: (row) => <span><strong>{row.title}</strong> <span className={css.quiet}>{row.patient_name}{row.mine ? '' : ` · ${t('results.for', { name: row.practitioner_name })}`}</span></span> },
    { key: 'found', header: t('results.found'), cell: (row) => <span><Found row={row} />{row.unanswered ? <> <Unanswered notice={row.unanswered} /> <span className={css.quiet}>{t('results.told_to', { names: row.unanswered.told.at(-1)?.names.join(', ') })}</span></> : null}</span> },
    { key: 'performer', header: t('results.performer'), cell: (row) => row.performer || '–' },
    { key: 'at', header: t('results.issued'), cell: (row) => row.issued_at ? <TimeText at={row.issued_at} as="ago" /> : '–' },
    { key: 'release', header: t('results.patient'), cell: (row) => <span>{t(`results.release.${row.release}` as 'results.release.held')}{row.releases_at ? <span className={css.quiet}> {t('results.by_rule')} <TimeText at={row.releases_at} as="date" /></span> : null}</span> },
  ];
  return (
    <>
      <PageHeader title={t('results.review')} lead={t('results.review_lead')} />
      <DataList
        label={t('results.review')} pages={useReview(view)} columns={columns} rowKey={(row) => row.id} flashKey={(row) => row.status} linkTo={(row) => `/results/${row.id}`}
        empty={{ title: t(`results.empty.${view}`), hint: t('results.empty_hint') }}
        filters={<SegmentedControl aria-label={t('results.which')} value={view} onChange={(value) => setView(value as View)} data={VIEWS.map((value) => ({ value, label: t(`results.views.${value}`) }))} />}
      />
    </>
  );
}

export function Found({ row }: { row: Pick<ReviewRow, 'critical' | 'abnormal' | 'findings' | 'status'> }) {
  const { t } = useTranslation('encounters');
  if (row.status === 'registered') return <StatusBadge tone="neutral" label={t('results.status.registered')} icon={FlaskConical} />;
  if (row.critical) return <UrgencyBadge level="critical" label={t('results.critical')} />;
  if (row.abnormal) return <span>{t('results.outside', { count: row.abnormal })}</span>;
  return <span className={css.quiet}>{row.findings ? t('results.inside') : t('results.in_words')}</span>;
}
