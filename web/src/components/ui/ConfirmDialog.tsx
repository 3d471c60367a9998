/** The dialog behind `useConfirm`; loaded with the first question. */
import { Button, Checkbox, Modal, Textarea } from '@mantine/core';
import { useState, type FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import css from './ConfirmDialog.module.css';
import type { Answer, Question } from './confirm';

export default function ConfirmDialog({ question, onAnswer }: { question: Question; onAnswer: (answer: Answer) => void }) {
  const { t } = useTranslation();
  return (
    <Modal opened onClose={() => onAnswer(null)} title={question.title} closeButtonProps={{ 'aria-label': t('close') }}>
      <ConfirmBody question={question} onAnswer={onAnswer} />
    </Modal>
  );
}

export function ConfirmBody({ question, onAnswer }: { question: Question; onAnswer: (answer: Answer) => void }) {
  const { t } = useTranslation();
  const [reason, setReason] = useState('');
  const [also, setAlso] = useState(false);
  const [asked, setAsked] = useState(false);
  const missing = !!question.reason && !reason.trim();
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (missing) setAsked(true);
    else onAnswer({ reason: reason.trim(), also });
  };
  return (
    <form onSubmit={submit} noValidate>
      <p className={css.body}>{question.body}</p>
      {question.reason ? (
        <Textarea label={question.reason.label} placeholder={question.reason.placeholder ?? ''} value={reason} onChange={(event) => setReason(event.currentTarget.value)}
          required autosize minRows={2} maxRows={6} maxLength={500} error={asked && missing ? t('confirm.reason_needed') : null} data-autofocus />
      ) : null}
      {question.also ? <Checkbox mt="sm" label={question.also.label} description={question.also.hint} checked={also} onChange={(event) => setAlso(event.currentTarget.checked)} /> : null}
      <div className={css.actions}>
        <Button variant="default" onClick={() => onAnswer(null)}>{question.keep ?? t('confirm.back')}</Button>
        <Button type="submit" color={question.destructive ? 'rose' : 'teal'} data-autofocus={question.reason ? undefined : true}>{question.verb}</Button>
      </div>
    </form>
  );
}
