/** What was kept of the captions, on the clinician's page only: looked through and filed, or let go. */
import { ActionIcon, Button, Modal, Switch, Textarea } from '@mantine/core';
import { Trash2 } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { EmptyState } from '@/components/ui/EmptyState';
import { FormProblem } from '@/components/ui/FormProblem';
import { useConfirm } from '@/components/ui/confirm';
import { notifyDone } from '@/lib/notify';
import { useAnswerTranscript, useFileTranscript, type SpokenLine, type Transcript } from '../api/transcripts';
import { turnsOf } from '../call/captions';
import { useKeeping } from '../call/useKeeping';
import { useCaptions } from './Captions';
import css from './Recording.module.css';

export function TranscriptReview({ visitId }: { visitId: string }) {
  const { t } = useTranslation('visits');
  const newest = useKeeping(visitId);
  const { kept } = useCaptions();
  const [opened, setOpened] = useState(false);
  if (newest?.status !== 'keeping' || !kept.length) return null;
  const agreed = new Set(newest.consents.filter((one) => one.agreed).map((one) => one.participant));
  const turns = turnsOf(kept.filter((line) => agreed.has(line.speaker)));
  return (
    <>
      <Button variant="default" onClick={() => setOpened(true)}>{t('transcript.review', { count: turns.length })}</Button>
      {opened ? <Review visitId={visitId} transcript={newest} found={turns} onClose={() => setOpened(false)} /> : null}
    </>
  );
}

function Review({ visitId, transcript, found, onClose }: { visitId: string; transcript: Transcript; found: SpokenLine[]; onClose: () => void }) {
  const { t } = useTranslation('visits');
  const [turns, setTurns] = useState(found);
  const [patient, setPatient] = useState(true);
  const file = useFileTranscript(visitId);
  const answer = useAnswerTranscript(visitId);
  const confirm = useConfirm();
  const names = Object.fromEntries(transcript.consents.map((one) => [one.participant, one.name]));
  const lines = turns.map((turn) => ({ ...turn, text: turn.text.trim() })).filter((turn) => turn.text);
  const save = () => file.mutate({ id: transcript.id, lines, visibility: patient ? 'patient' : 'staff' }, { onSuccess: () => { notifyDone(t('transcript.done')); onClose(); } });
  const letGo = async () => {
    const sure = await confirm({ title: t('transcript.let_go_title'), body: t('transcript.let_go_body'), verb: t('transcript.let_go_verb'), destructive: true });
    if (sure) answer.mutate({ id: transcript.id, agree: false }, { onSuccess: onClose });
  };
  return (
    <Modal opened onClose={onClose} size="lg" title={t('transcript.title')} closeButtonProps={{ 'aria-label': t('common:close') }}>
      <div className={css.question}>
        <p className={css.quiet}>{t('transcript.hint')}</p>
        {turns.length ? (
          <ol className={css.turns}>
            {turns.map((turn, at) => (
              <li key={at}>
                <Textarea label={names[turn.speaker]} value={turn.text} maxLength={600} autosize minRows={1} onChange={(event) => { const text = event.currentTarget.value.replace(/\s+/g, ' '); setTurns(turns.map((one, n) => (n === at ? { ...one, text } : one))); }} />
                <ActionIcon variant="subtle" color="gray" size={36} aria-label={t('transcript.remove', { name: names[turn.speaker] })} onClick={() => setTurns(turns.filter((_, n) => n !== at))}><Trash2 size={18} aria-hidden /></ActionIcon>
              </li>
            ))}
          </ol>
        ) : <EmptyState title={t('transcript.none')} />}
        <Switch label={t('transcript.visible')} checked={patient} onChange={(event) => setPatient(event.currentTarget.checked)} />
        <FormProblem problem={file.error ?? answer.error} />
        <div className={css.answers}>
          <Button variant="default" color="red" disabled={file.isPending} loading={answer.isPending} onClick={() => void letGo()}>{t('transcript.let_go_verb')}</Button>
          <Button disabled={!lines.length || answer.isPending} loading={file.isPending} onClick={save}>{t('transcript.file')}</Button>
        </div>
      </div>
    </Modal>
  );
}
