/** What happened, from all parts of the hospital, newest first. */
import { Button } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { EmptyState } from '@/components/ui/EmptyState';
import { ErrorState } from '@/components/ui/ErrorState';
import { TimeText } from '@/components/ui/TimeText';
import { useLines } from '../api/files';
import css from './Rows.module.css';

export function Timeline({ who }: { who: string }) {
  const { t } = useTranslation('patients');
  const pages = useLines(who);
  if (pages.problem) return <ErrorState problem={pages.problem} onRetry={pages.retry} />;
  if (!pages.loading && pages.rows.length === 0) return <EmptyState compact title={t('timeline.none')} />;
  return (
    <div className={css.stack}>
      <ol className={css.rows}>
        {pages.rows.map((line) => (
          <li key={`${line.kind}-${line.id}`} className={css.row}>
            <div className={css.words}>
              <strong>{t(`timeline.kind.${line.kind}`)}</strong>
              <span>{[t(`timeline.what.${line.what}`, { defaultValue: line.what.replaceAll('_', ' ') }), line.practitioner].filter(Boolean).join(' · ')}</span>
            </div>
            <TimeText at={line.at} as="date" />
          </li>
        ))}
      </ol>
      {pages.hasMore ? <div><Button variant="default" loading={pages.loadingMore} onClick={pages.more}>{t('timeline.more')}</Button></div> : null}
    </div>
  );
}
