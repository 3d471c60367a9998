/** A word to and from who waits, for whoever of the clinic sees it first. */
import { Drawer, Skeleton } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { ErrorState } from '@/components/ui/ErrorState';
import { useWriteToWaiting, waitingMessagesQuery, type Waiting } from '../api/waiting';
import { Conversation } from './Chat';
import css from './Waiting.module.css';

export function WordsDrawer({ visit, onClose }: { visit: Waiting | null; onClose: () => void }) {
  const { t } = useTranslation('visits');
  return (
    <Drawer opened={visit !== null} onClose={onClose} position="right" title={visit?.patient ? t('rooms.words', { name: visit.patient.name }) : ''} closeButtonProps={{ 'aria-label': t('common:close') }}>
      {visit ? <Words visitId={visit.visit_id} name={visit.patient?.name ?? ''} /> : null}
    </Drawer>
  );
}

function Words({ visitId, name }: { visitId: string; name: string }) {
  const { t } = useTranslation('visits');
  const { data, error, refetch } = useQuery(waitingMessagesQuery(visitId));
  const write = useWriteToWaiting(visitId);
  if (error && !data) return <ErrorState problem={error} onRetry={() => void refetch()} compact />;
  if (!data) return <Skeleton height={120} radius="md" />;
  return <div className={css.words}><Conversation items={data.items} hint={t('chat.hint', { name })} send={write} /></div>;
}
