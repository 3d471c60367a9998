/** The patient's results, latest first; what he has not opened yet is marked. */
import { Button, Skeleton } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { ChevronRight, FlaskConical } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { EmptyState } from '@/components/ui/EmptyState';
import { ErrorState } from '@/components/ui/ErrorState';
import { PageHeader } from '@/components/ui/PageHeader';
import { Slot } from '@/components/ui/Slot';
import { StatusBadge } from '@/components/ui/StatusBadge';
import { TimeText } from '@/components/ui/TimeText';
import { useOwnResults, type Row } from '../api/results';
import css from '../components/Summary.module.css';

export default function MyResultsPage() {
  const { t } = useTranslation('encounters');
  const pages = useOwnResults();
  return (
    <>
      <PageHeader title={t('results.title')} lead={t('results.lead')} />
      <Slot name="results.before" />
      {pages.problem ? <ErrorState problem={pages.problem} onRetry={pages.retry} />
        : pages.loading ? <Skeleton height={200} radius="md" />
          : pages.rows.length === 0 ? <EmptyState icon={FlaskConical} title={t('results.none')} hint={t('results.none_hint')} />
            : <ul className={css.list}>{pages.rows.map((row) => <ResultLine key={row.id} row={row} />)}</ul>}
      {pages.hasMore ? <Button variant="default" mt="sm" fullWidth loading={pages.loadingMore} onClick={pages.more}>{t('common:list.more')}</Button> : null}
      <p className={css.emergency}>{t('common:emergency')}</p>
    </>
  );
}

export function ResultLine({ row }: { row: Row }) {
  const { t } = useTranslation('encounters');
  const gone = row.status === 'entered_in_error';
  return (
    <li>
      <Link to={`/my/results/${row.id}`} className={css.card ?? ''}>
        <span>
          <span className={css.titled}><strong>{row.title}</strong>{row.seen_at ? null : <StatusBadge tone="info" label={t(row.status === 'final' ? 'results.new' : 'results.corrected')} />}</span>
          <span className={css.quiet}><TimeText at={row.effective_at} as="date" /> · {row.practitioner_name}{row.commented ? ` · ${t('results.has_words')}` : ''}</span>
          {gone ? <span className={css.quiet}>{t('results.gone')}</span> : row.abnormal ? <span className={css.quiet}>{t('results.outside', { count: row.abnormal })}</span> : row.findings ? <span className={css.quiet}>{t('results.inside')}</span> : null}
        </span>
        <ChevronRight size={20} aria-hidden className="flip-rtl" />
      </Link>
    </li>
  );
}
