/** The patient's messages: large, calm, the latest first. */
import { Button } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { MessagesSquare } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { PageWaiting } from '@/app/fallbacks';
import { EmptyState } from '@/components/ui/EmptyState';
import { ErrorState } from '@/components/ui/ErrorState';
import { PageHeader } from '@/components/ui/PageHeader';
import { useThreads } from '../api/threads';
import { useOutbox, discard } from '../outbox';
import { ThreadLine } from '../components/ThreadLine';
import css from '../components/Messages.module.css';

export default function MyMessagesPage() {
  const { t } = useTranslation('messaging');
  const { rows, error, isPending, hasNextPage, fetchNextPage, isFetchingNextPage, refetch } = useThreads({ view: 'all' });
  const begun = useOutbox().waiting.filter((one) => one.begins);
  const fresh = <Button component={Link} to="/my/messages/new">{t('new.title')}</Button>;
  if (error && !rows.length) return <ErrorState problem={error} onRetry={() => void refetch()} />;
  if (isPending) return <PageWaiting />;
  return (
    <div className={css.calm}>
      <PageHeader title={t('title')} actions={rows.length ? fresh : undefined} />
      {begun.map((one) => (
        <div key={one.client_id} className={css.notice} role="status">
          {one.refused ? <>{t('not_sent', { why: one.refused })} <Button variant="subtle" onClick={() => discard(one.client_id)}>{t('discard')}</Button></> : t('begun_waits', { subject: one.begins?.subject ?? '' })}
        </div>
      ))}
      {rows.length ? <ul className={css.rows}>{rows.map((row) => <li key={row.id}><ThreadLine row={row} to={`/my/messages/${row.id}`} staff={false} /></li>)}</ul>
        : <EmptyState icon={MessagesSquare} title={t('empty.patient')} hint={t('empty.patient_hint')} action={fresh} />}
      {hasNextPage ? <Button variant="subtle" fullWidth loading={isFetchingNextPage} onClick={() => void fetchNextPage()}>{t('more')}</Button> : null}
    </div>
  );
}
