/** A task of a request: what was asked, and what is to be done with it now. */
import { Button, Group, Skeleton } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { FormProblem } from '@/components/ui/FormProblem';
import { SchemaForm, type JsonSchema } from '@/components/ui/SchemaForm';
import { asProblem } from '@/lib/problem';
import type { TaskScreenProps } from '@/lib/tasks';
import { authorizationQuery, type Authorization } from '../../api/authorizations';
import css from '../Claims.module.css';
import { AskForm } from './AskForm';
import { AuthorizationShown } from './AuthorizationShown';
import { EnterAnswer } from './EnterAnswer';

export default function AuthorizationTask({ task, answers, onChange, onComplete, busy, problem }: TaskScreenProps) {
  const { t } = useTranslation('insurance_authorizations');
  const { data, error } = useQuery(authorizationQuery(String(task.subject.prior_authorization_id)));
  const stale = problem?.code === 'stale' || problem?.code === 'request_incomplete';
  return (
    <>
      {data ? <AuthorizationShown one={data} linked /> : error ? <p className={css.detail}>{t(asProblem(error).status === 404 ? 'task.take_first' : 'task.failed')}</p> : <Skeleton height={240} radius="md" mb="lg" />}
      {data ? <Beside one={data} form={task.form} /> : null}
      {stale ? <FormProblem problem={problem} /> : null}
      <SchemaForm schema={(task.form_schema ?? { type: 'object', properties: {} }) as JsonSchema} initial={answers} submitLabel={t('task.done')} onSubmit={onComplete} onChange={onChange} busy={busy}
        problem={stale ? null : problem} readOnly={!task.may_complete} />
    </>
  );
}

/** What may be done on the request itself before the task is decided. */
function Beside({ one, form }: { one: Authorization; form: string }) {
  const { t } = useTranslation('insurance_authorizations');
  const [open, setOpen] = useState<'correct' | 'answer' | null>(null);
  const close = () => setOpen(null);
  const corrects = one.may_change && form === 'complete_authorization';
  const answers = one.may_answer && form === 'chase_authorization';
  if (!corrects && !answers) return null;
  return (
    <Group mb="lg">
      {corrects ? <Button variant="default" onClick={() => setOpen('correct')}>{t('form.correct')}</Button> : null}
      {answers ? <Button variant="default" onClick={() => setOpen('answer')}>{t('answer.title')}</Button> : null}
      {open === 'correct' ? <AskForm patientId={one.patient_id} given={one} onClose={close} /> : null}
      {open === 'answer' ? <EnterAnswer one={one} onClose={close} /> : null}
    </Group>
  );
}
