/** Taking the specimen: the number on the tube and when it was taken, or why it could not be. */
import { Button, Radio, Textarea, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { FormProblem } from '@/components/ui/FormProblem';
import { MomentInput } from '@/components/ui/MomentInput';
import { fieldErrors } from '@/lib/problem';
import type { TaskScreenProps } from '@/lib/tasks';
import css from './Lab.module.css';

const text = (value: unknown) => (typeof value === 'string' ? value : '');

export function CollectForm({ task, answers, onChange, onComplete, busy, problem }: TaskScreenProps) {
  const { t } = useTranslation('lab');
  const [typed, setTyped] = useState({ outcome: text(answers.outcome) || 'collected', label: text(answers.label), at: text(answers.at), reason: text(answers.reason) });
  const wrong = fieldErrors(problem);
  const set = (part: Partial<typeof typed>) => { const next = { ...typed, ...part }; setTyped(next); onChange(next); };
  const taken = typed.outcome === 'collected';
  const ready = taken ? typed.label.trim() : typed.reason.trim();
  const send = () => onComplete(taken
    ? { outcome: 'collected', label: typed.label.trim(), collected_at: typed.at || null }
    : { outcome: 'not_collected', reason: typed.reason.trim() });
  return (
    <form className={css.fields} noValidate onSubmit={(event) => { event.preventDefault(); if (ready) send(); }}>
      {problem && !Object.keys(wrong).length ? <FormProblem problem={problem} /> : null}
      <Radio.Group label={t('collect.outcome')} value={typed.outcome} onChange={(outcome) => set({ outcome })}>
        <div className={css.panels}><Radio value="collected" label={t('collect.collected')} /><Radio value="not_collected" label={t('collect.not_collected')} /></div>
      </Radio.Group>
      {taken ? (
        <div className={css.pair}>
          <TextInput label={t('collect.label')} description={t('collect.label_hint')} withAsterisk maxLength={40} value={typed.label} error={wrong.label} onChange={(event) => set({ label: event.currentTarget.value })} />
          <MomentInput label={t('collect.at')} description={t('collect.at_hint')} past value={typed.at} error={wrong.collected_at} onChange={(at) => set({ at })} />
        </div>
      ) : <Textarea label={t('collect.reason')} withAsterisk autosize minRows={2} maxLength={500} value={typed.reason} error={wrong.reason} onChange={(event) => set({ reason: event.currentTarget.value })} />}
      <div><Button type="submit" loading={busy} disabled={!ready || !task.may_complete}>{t(taken ? 'collect.done' : 'collect.give_up')}</Button></div>
    </form>
  );
}
