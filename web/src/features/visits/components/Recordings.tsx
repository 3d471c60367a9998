/** What was recorded of a visit, for whoever may play it: how long, until when it is kept, and what is missing. */
import { Button, Modal } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Play } from 'lucide-react';
import { lazy, Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Section } from '@/components/ui/Section';
import { TimeText } from '@/components/ui/TimeText';
import { isWhole, recordingsQuery, type Recording } from '../api/recordings';
import css from './Recording.module.css';
import { clock } from './playing';

const Playback = lazy(() => import('./Playback'));

export function Recordings({ visitId }: { visitId: string }) {
  const { t } = useTranslation('visits');
  const { data } = useQuery(recordingsQuery(visitId));
  const [played, setPlayed] = useState<Recording | null>(null);
  const shown = data?.items.filter((one) => one.status !== 'declined') ?? [];
  if (!shown.length) return null;
  return (
    <Section title={t('recording.title')}>
      <ul className={css.list}>{shown.map((one) => <Row key={one.id} recording={one} onPlay={() => setPlayed(one)} />)}</ul>
      <Modal opened={played !== null} onClose={() => setPlayed(null)} title={t('recording.title')} size="xl" centered>
        {played ? <Suspense><Playback visitId={visitId} recording={played} /></Suspense> : null}
      </Modal>
    </Section>
  );
}

function Row({ recording, onPlay }: { recording: Recording; onPlay: () => void }) {
  const { t } = useTranslation('visits');
  const { status, failure, duration_ms, keep_until } = recording;
  return (
    <li>
      <span>
        <TimeText at={recording.started_at ?? recording.created_at} />{status === 'kept' ? ` · ${clock(duration_ms)}` : ''}
        <br />
        <span className={css.quiet}>
          {status === 'kept' && keep_until ? <>{isWhole(recording) ? '' : `${t('recording.cut_off')} `}{t('recording.keep_until')} <TimeText at={keep_until} as="date" /></> : status === 'failed' ? t(`recording.failure.${failure}` as 'recording.failure.did_not_start') : t(`recording.status.${status}` as 'recording.status.saving')}
        </span>
      </span>
      {status === 'kept' ? <Button variant="default" leftSection={<Play size={18} aria-hidden />} onClick={onPlay}>{t('recording.play')}</Button> : null}
    </li>
  );
}
