/** `const confirm = useConfirm()`: asks before something that cannot be undone, with a reason where the record needs one. */
import { Button, Textarea } from '@mantine/core';
import { useModals } from '@mantine/modals';
import { useState, type FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import css from './ConfirmDialog.module.css';

export type Question = {
  title: string;
  /** What will happen, in one or two sentences. */
  body: string;
  /** The verb on the button: "Cancel the visit", never "OK". */
  verb: string;
  destructive?: boolean;
  /** Asks why; the answer is required. */
  reason?: { label: string; placeholder?: string };
  /** The answer that keeps things as they are; "Go back" when not given. */
  keep?: string;
};
type Answer = { reason: string } | null;

export function useConfirm(): (question: Question) => Promise<Answer> {
  const modals = useModals();
  return (question) =>
    new Promise((resolve) => {
      const id = modals.openModal({
        title: question.title,
        onClose: () => resolve(null),
        children: <ConfirmBody question={question} onAnswer={(answer) => { resolve(answer); modals.closeModal(id); }} />,
      });
    });
}

export function ConfirmBody({ question, onAnswer }: { question: Question; onAnswer: (answer: Answer) => void }) {
  const { t } = useTranslation();
  const [reason, setReason] = useState('');
  const [asked, setAsked] = useState(false);
  const missing = !!question.reason && !reason.trim();
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (missing) setAsked(true);
    else onAnswer({ reason: reason.trim() });
  };
  return (
    <form onSubmit={submit} noValidate>
      <p className={css.body}>{question.body}</p>
      {question.reason ? (
        <Textarea label={question.reason.label} placeholder={question.reason.placeholder ?? ''} value={reason} onChange={(event) => setReason(event.currentTarget.value)}
          required autosize minRows={2} maxRows={6} maxLength={500} error={asked && missing ? t('confirm.reason_needed') : null} data-autofocus />
      ) : null}
      <div className={css.actions}>
        <Button variant="default" onClick={() => onAnswer(null)}>{question.keep ?? t('confirm.back')}</Button>
        <Button type="submit" color={question.destructive ? 'rose' : 'teal'} data-autofocus={question.reason ? undefined : true}>{question.verb}</Button>
      </div>
    </form>
  );
}
