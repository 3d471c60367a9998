/** The transcript, as everybody in the call sees it: the question, that words are kept, and the way to end that. */
import { Menu } from '@mantine/core';
import { NotebookPen, NotebookText } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { isOpen, useAnswerTranscript, useAskTranscript, useGuestTranscriptAnswer, useTranscript, type GuestTranscript, type Transcript } from '../api/transcripts';
import { useCaptions } from './Captions';
import { ConsentQuestion } from './ConsentQuestion';
import css from './Recording.module.css';

/** For the two of the visit: the question when it is theirs to answer, else in one line how it stands. */
export function TranscriptLine({ visitId }: { visitId: string }) {
  const { t } = useTranslation('visits');
  const { open, newest } = useTranscript(visitId);
  const { machines } = useCaptions();
  const answer = useAnswerTranscript(visitId);
  if (open && open.consents.find((one) => one.mine)?.agreed === null) {
    const from = open.consents.find((one) => one.agreed)?.name ?? '';
    return <Question from={from} busy={answer.isPending} problem={answer.error} onAnswer={(agree) => answer.mutate({ id: open.id, agree })} />;
  }
  const words = newest && lineOf(newest, t, machines);
  return words ? <p className={css.line} role="status">{words}</p> : null;
}

type Words = ReturnType<typeof useTranslation<'visits'>>['t'];

export function lineOf(one: Transcript, t: Words, machines: string[]): string {
  const silent = one.consents.filter((consent) => consent.agreed === null && !machines.includes(consent.participant)).map((consent) => consent.name).join(', ');
  if (one.status === 'asked') return t('transcript.waiting_for', { names: silent });
  if (one.status === 'keeping') return silent ? t('transcript.without', { names: silent }) : t('transcript.keeping');
  if (one.status === 'filed') return t('transcript.filed');
  return one.declined_by_name ? t('transcript.declined', { name: one.declined_by_name }) : t('transcript.let_go');
}

function Question({ from, ...rest }: { from: string; busy: boolean; problem: Error | null; onAnswer: (agree: boolean) => void }) {
  const { t } = useTranslation('visits');
  return (
    <ConsentQuestion {...rest} title={t('transcript.question')} asks={from ? t('transcript.asks', { name: from }) : t('transcript.asks_guest')}
      points={[t('transcript.machine'), t('transcript.reviewed'), t('transcript.back')]} agree={t('transcript.agree')} refuse={t('transcript.refuse')} />
  );
}

/** In the menu of the call: the clinician begins once there are captions, and both can end it. */
export function TranscriptItem({ visitId, staff }: { visitId: string; staff: boolean }) {
  const { t } = useTranslation('visits');
  const { offered, open } = useTranscript(visitId);
  const captioned = useCaptions().offered;
  const ask = useAskTranscript(visitId);
  const answer = useAnswerTranscript(visitId);
  if (open) return <Stop onStop={() => answer.mutate({ id: open.id, agree: false })} />;
  if (!staff || !offered || !captioned) return null;
  return <Menu.Item leftSection={<NotebookPen size={18} aria-hidden />} onClick={() => ask.mutate(undefined)}>{t('transcript.start')}</Menu.Item>;
}

function Stop({ onStop }: { onStop: () => void }) {
  const { t } = useTranslation('visits');
  return <Menu.Item leftSection={<NotebookText size={18} aria-hidden />} onClick={onStop}>{t('transcript.stop')}</Menu.Item>;
}

/** For a guest: the question, without an account, in the guest's own browser; and while their words are kept, that they are. */
export function GuestTranscriptLine({ transcript }: { transcript: GuestTranscript | null }) {
  const { t } = useTranslation('visits');
  const answer = useGuestTranscriptAnswer();
  if (!transcript || !isOpen(transcript.status)) return null;
  if (transcript.agreed !== null) return transcript.agreed && transcript.status === 'keeping' ? <p className={css.line} role="status">{t('transcript.keeping')}</p> : null;
  return <Question from="" busy={answer.isPending} problem={answer.error} onAnswer={(agree) => answer.mutate(agree)} />;
}

export function GuestTranscriptItem({ transcript }: { transcript: GuestTranscript | null }) {
  const answer = useGuestTranscriptAnswer();
  return transcript?.agreed && isOpen(transcript.status) ? <Stop onStop={() => answer.mutate(false)} /> : null;
}
