/** The payer did not pay: what it said, what may cure it, and the clerk's decision. */
import { lazy, Suspense } from 'react';
import { useTranslation } from 'react-i18next';
import { FormProblem } from '@/components/ui/FormProblem';
import { SchemaForm, type JsonSchema } from '@/components/ui/SchemaForm';
import { useMay } from '@/lib/auth';
import type { TaskScreenProps } from '@/lib/tasks';
import { TaskClaim, useClaimOfCase } from './TaskClaim';

const Appeals = lazy(() => import('./appeal/Appeals'));

export default function DenialTask({ task, answers, onChange, onComplete, busy, problem }: TaskScreenProps) {
  const { t } = useTranslation('insurance');
  const claim = useClaimOfCase(task.case_id);
  const writes = useMay()('appeal.write') && (answers as { action?: string }).action === 'appeal';
  return (
    <>
      <TaskClaim caseId={task.case_id} title={t('task.denial_title')} />
      {problem?.code === 'stale' ? <FormProblem problem={problem} /> : null}
      <SchemaForm schema={(task.form_schema ?? { type: 'object', properties: {} }) as JsonSchema} initial={answers} submitLabel={t('task.decide')}
        onSubmit={onComplete} onChange={onChange} busy={busy} problem={problem} readOnly={!task.may_complete} />
      {writes && claim ? <Suspense fallback={null}><Appeals claimId={claim.id} patientId={claim.patient_id} /></Suspense> : null}
    </>
  );
}
