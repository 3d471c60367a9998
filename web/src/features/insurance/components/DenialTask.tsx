/** The payer did not pay, or our own check holds the claim: what was said or found, what may cure it, and the clerk's decision. */
import { Box } from '@mantine/core';
import { lazy, Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { FormProblem } from '@/components/ui/FormProblem';
import { Section } from '@/components/ui/Section';
import { SchemaForm, type JsonSchema, type Values } from '@/components/ui/SchemaForm';
import { useMay } from '@/lib/auth';
import type { TaskScreenProps } from '@/lib/tasks';
import { Findings } from './Findings';
import { TaskClaim, useClaimOfCase } from './TaskClaim';

const Appeals = lazy(() => import('./appeal/Appeals'));

export default function DenialTask({ task, answers, onChange, onComplete, busy, problem }: TaskScreenProps) {
  const { t } = useTranslation('insurance');
  const claim = useClaimOfCase(task.case_id);
  const held = claim?.status === 'scrub_failed';
  const [action, setAction] = useState(answers.action); // what was kept; from then on what is chosen
  const writes = useMay()('appeal.write') && action === 'appeal';
  const change = (values: Values) => {
    setAction(values.action);
    onChange(values);
  };
  return (
    <>
      <TaskClaim caseId={task.case_id} title={t(held ? 'task.held' : 'task.denial_title')} />
      {held && claim ? <Section title={t('claim.findings')} hint={t('claim.findings_hint')}><Findings claim={claim} /></Section> : null}
      {problem?.code === 'stale' ? <FormProblem problem={problem} /> : null}
      <SchemaForm schema={(task.form_schema ?? { type: 'object', properties: {} }) as JsonSchema} initial={answers} submitLabel={t('task.decide')}
        onSubmit={onComplete} onChange={change} busy={busy} problem={problem} readOnly={!task.may_complete} />
      {writes && claim ? <Box mt="xl"><Suspense fallback={null}><Appeals claimId={claim.id} patientId={claim.patient_id} /></Suspense></Box> : null}
    </>
  );
}
