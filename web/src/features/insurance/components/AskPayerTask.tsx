/** The payer has not answered in time: what it says when it is asked, and, if it has decided, how. */
import { Button, Group } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { FormProblem } from '@/components/ui/FormProblem';
import type { TaskScreenProps } from '@/lib/tasks';
import css from './Claims.module.css';
import { EMPTY, given, PayerAnswer, type Said } from './PayerAnswer';
import { TaskClaim, useClaimOfCase } from './TaskClaim';

const NEWS = ['wait', 'resend', 'paid', 'denied', 'rejected'] as const;
const answersOf = (said: Said) => ({ ...given(said), days: said.days });

export default function AskPayerTask({ task, answers, onChange, onComplete, busy, problem }: TaskScreenProps) {
  const { t } = useTranslation('insurance');
  const claim = useClaimOfCase(task.case_id);
  const [said, setSaid] = useState<Said>({ ...EMPTY, ...(answers as Partial<Said>) });
  const set = (change: Partial<Said>) => {
    const next = { ...said, ...change };
    setSaid(next);
    onChange(answersOf(next));
  };
  const readOnly = !task.may_complete;
  return (
    <>
      <TaskClaim caseId={task.case_id} title={t('ask.title')} />
      {problem ? <FormProblem problem={problem} /> : null}
      <form onSubmit={(event) => { event.preventDefault(); onComplete(answersOf(said)); }} className={css.form}>
        <PayerAnswer news={NEWS} said={said} set={set} claim={claim} problem={problem} readOnly={readOnly} />
        <Group><Button type="submit" loading={busy} disabled={readOnly || !said.action}>{t('ask.verb')}</Button></Group>
      </form>
    </>
  );
}
