/** Recording, as everybody in the call sees it: the question, the mark while it runs, and what became of it. */
import { Menu } from '@mantine/core';
import { CircleStop, Disc } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { isOpen, isWhole, useAnswerRecording, useAskRecording, useGuestAnswer, useRecording, type GuestRecording, type Recording, type RecordingStatus } from '../api/recordings';
import { ConsentQuestion } from './ConsentQuestion';
import css from './Recording.module.css';

/** Over the picture, in every window and on every side, from the first packet to the last. */
export function RecordingMark({ status }: { status: RecordingStatus | undefined }) {
  const { t } = useTranslation('visits');
  if (status !== 'recording' && status !== 'starting') return null;
  return <p className={css.mark} role="status" data-on={status === 'recording' || undefined} data-testid="recording-mark">{t(`recording.mark.${status}`)}</p>;
}

/** For the two of the visit: the question when it is theirs to answer, else in one line how it stands. */
export function RecordingLine({ visitId }: { visitId: string }) {
  const { t } = useTranslation('visits');
  const { open, newest } = useRecording(visitId);
  const answer = useAnswerRecording(visitId);
  const own = open?.consents.find((one) => one.mine);
  if (open && own?.agreed === null) {
    const from = open.consents.find((one) => one.agreed)?.name ?? '';
    return <Question from={from} busy={answer.isPending} problem={answer.error} onAnswer={(agree) => answer.mutate({ id: open.id, agree })} />;
  }
  const words = newest && lineOf(newest, t);
  return words ? <p className={css.line} role="status">{words}</p> : null;
}

type Words = ReturnType<typeof useTranslation<'visits'>>['t'];

export function lineOf(one: Recording, t: Words): string {
  if (one.status === 'asked') return t('recording.waiting_for', { names: one.consents.filter((consent) => consent.agreed === null).map((consent) => consent.name).join(', ') });
  if (one.status === 'declined') return one.stop_reason === 'withdrawn' ? t('recording.declined', { name: one.stopped_by_name }) : t('recording.not_begun');
  if (one.status === 'failed') return t(`recording.failure.${one.failure}` as 'recording.failure.did_not_start');
  if (one.status === 'saving') return one.stop_reason === 'withdrawn' ? t('recording.withdrawn', { name: one.stopped_by_name }) : t('recording.saving');
  if (one.status === 'kept') return t(isWhole(one) ? 'recording.kept' : 'recording.cut_off');
  return '';
}

function Question({ from, ...rest }: { from: string; busy: boolean; problem: Error | null; onAnswer: (agree: boolean) => void }) {
  const { t } = useTranslation('visits');
  return (
    <ConsentQuestion {...rest} title={t('recording.question')} asks={from ? t('recording.asks', { name: from }) : t('recording.asks_guest')}
      points={[t('recording.encryption'), t('recording.who'), t('recording.back')]} agree={t('recording.agree')} refuse={t('recording.refuse')} />
  );
}

/** In the menu of the call: the clinician begins, and everybody can stop what runs. */
export function RecordingItem({ visitId, staff }: { visitId: string; staff: boolean }) {
  const { t } = useTranslation('visits');
  const { offered, open } = useRecording(visitId);
  const ask = useAskRecording(visitId);
  const answer = useAnswerRecording(visitId);
  if (open) return <Stop onStop={() => answer.mutate({ id: open.id, agree: false })} />;
  if (!staff || !offered) return null;
  return <Menu.Item leftSection={<Disc size={18} aria-hidden />} onClick={() => ask.mutate(undefined)}>{t('recording.start')}</Menu.Item>;
}

function Stop({ onStop }: { onStop: () => void }) {
  const { t } = useTranslation('visits');
  return <Menu.Item leftSection={<CircleStop size={18} aria-hidden />} onClick={onStop}>{t('recording.stop')}</Menu.Item>;
}

/** The guest's question; without an account, in the guest's own browser. */
export function GuestQuestion({ recording }: { recording: GuestRecording | null }) {
  const answer = useGuestAnswer();
  if (!recording || recording.agreed !== null || !isOpen(recording.status)) return null;
  return <Question from="" busy={answer.isPending} problem={answer.error} onAnswer={(agree) => answer.mutate(agree)} />;
}

export function GuestItem({ recording }: { recording: GuestRecording | null }) {
  const answer = useGuestAnswer();
  return recording?.agreed && isOpen(recording.status) ? <Stop onStop={() => answer.mutate(false)} /> : null;
}
