/** What became of a signed letter: how it went out, and what the payer answered. */
import { Button, NativeSelect, Textarea, TextInput } from '@mantine/core';
import { useState, type FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { FormProblem } from '@/components/ui/FormProblem';
import { notifyDone } from '@/lib/notify';
import { fieldErrors } from '@/lib/problem';
import { useToday } from '@/lib/time';
import { CHANNELS, OUTCOMES, useAppealWrites, type Answer, type Appeal, type Sent } from '../../api/appeals';
import css from '../Claims.module.css';

export function SentForm({ one, claimId }: { one: Appeal; claimId: string }) {
  const { t } = useTranslation('insurance_appeals');
  const { sent } = useAppealWrites(claimId);
  const today = useToday();
  const [how, setHow] = useState<Sent>({ channel: 'post', sent_on: today, reference: '' });
  const wrong = fieldErrors(sent.error);
  const keep = (event: FormEvent) => {
    event.preventDefault();
    sent.mutate({ id: one.id, body: how }, { onSuccess: () => notifyDone(t('sent_form.done')) });
  };
  return (
    <form onSubmit={keep} className={css.letter}>
      <p className={css.detail}>{t('sent_form.hint')}</p>
      <div className={css.pair}>
        <NativeSelect label={t('sent_form.channel')} value={how.channel} onChange={(event) => setHow({ ...how, channel: event.currentTarget.value as Sent['channel'] })} data={CHANNELS.map((value) => ({ value, label: t(`channel.${value}`) }))} />
        <TextInput type="date" label={t('sent_form.day')} max={today} required value={how.sent_on} error={wrong.sent_on ?? null} onChange={(event) => setHow({ ...how, sent_on: event.currentTarget.value })} />
      </div>
      <TextInput label={t('sent_form.reference')} description={t('sent_form.reference_hint')} maxLength={80} value={how.reference ?? ''} onChange={(event) => setHow({ ...how, reference: event.currentTarget.value })} />
      {wrong.sent_on ? null : <FormProblem problem={sent.error} />}
      <div><Button type="submit" loading={sent.isPending}>{t('sent_form.verb')}</Button></div>
    </form>
  );
}

export function AnswerForm({ one, claimId }: { one: Appeal; claimId: string }) {
  const { t } = useTranslation('insurance_appeals');
  const { answer } = useAppealWrites(claimId);
  const today = useToday();
  const [said, setSaid] = useState<Answer>({ outcome: 'overturned', answered_on: today, words: '' });
  const wrong = fieldErrors(answer.error);
  const keep = (event: FormEvent) => {
    event.preventDefault();
    answer.mutate({ id: one.id, body: said }, { onSuccess: () => notifyDone(t('answer.done')) });
  };
  return (
    <form onSubmit={keep} className={css.letter}>
      <div className={css.pair}>
        <NativeSelect label={t('answer.label')} value={said.outcome} onChange={(event) => setSaid({ ...said, outcome: event.currentTarget.value as Answer['outcome'] })} data={OUTCOMES.map((value) => ({ value, label: t(`outcome.${value}`) }))} />
        <TextInput type="date" label={t('answer.day')} min={one.sent_on ?? undefined} max={today} required value={said.answered_on} error={wrong.answered_on ?? null} onChange={(event) => setSaid({ ...said, answered_on: event.currentTarget.value })} />
      </div>
      <Textarea label={t('answer.words')} description={t(`outcome_hint.${said.outcome}`)} autosize minRows={2} maxLength={2000} required value={said.words} onChange={(event) => setSaid({ ...said, words: event.currentTarget.value })} />
      {wrong.answered_on ? null : <FormProblem problem={answer.error} />}
      <div><Button type="submit" loading={answer.isPending} disabled={said.words.trim().length < 3}>{t('answer.verb')}</Button></div>
    </form>
  );
}
