/** A patient's summaries, latest first. */
import { Button, Skeleton } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { ChevronRight, FileText } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { EmptyState } from '@/components/ui/EmptyState';
import { ErrorState } from '@/components/ui/ErrorState';
import { PageHeader } from '@/components/ui/PageHeader';
import { TimeText } from '@/components/ui/TimeText';
import { useSummaries } from '../api/summaries';
import css from '../components/Summary.module.css';

export default function SummariesPage() {
  const { t } = useTranslation('encounters');
  const pages = useSummaries();
  return (
    <>
      <PageHeader title={t('summary.list')} lead={t('summary.list_hint')} />
      {pages.problem ? <ErrorState problem={pages.problem} onRetry={pages.retry} />
        : pages.loading ? <Skeleton height={200} radius="md" />
          : pages.rows.length === 0 ? <EmptyState icon={FileText} title={t('summary.none')} hint={t('summary.none_hint')} />
            : (
              <ul className={css.list}>
                {pages.rows.map((row) => (
                  <li key={row.id}>
                    <Link to={`/my/summaries/${row.id}`} className={css.card ?? ''}>
                      <span><strong>{row.reason}</strong><span className={css.quiet}>{row.started_at ? <TimeText at={row.started_at} as="date" /> : null} · {row.practitioner_name}</span></span>
                      <ChevronRight size={20} aria-hidden className="flip-rtl" />
                    </Link>
                  </li>
                ))}
              </ul>
            )}
      {pages.hasMore ? <Button variant="default" mt="sm" fullWidth loading={pages.loadingMore} onClick={pages.more}>{t('common:list.more')}</Button> : null}
    </>
  );
}
