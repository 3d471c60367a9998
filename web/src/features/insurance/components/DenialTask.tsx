/** The payer did not pay: what it said, what may cure it, and the clerk's decision. */
import { useTranslation } from 'react-i18next';
import { FormProblem } from '@/components/ui/FormProblem';
import { SchemaForm, type JsonSchema } from '@/components/ui/SchemaForm';
import type { TaskScreenProps } from '@/lib/tasks';
import { TaskClaim } from './TaskClaim';

export default function DenialTask({ task, answers, onChange, onComplete, busy, problem }: TaskScreenProps) {
  const { t } = useTranslation('insurance');
  return (
    <>
      <TaskClaim caseId={task.case_id} title={t('task.denial_title')} />
      {problem?.code === 'stale' ? <FormProblem problem={problem} /> : null}
      <SchemaForm schema={(task.form_schema ?? { type: 'object', properties: {} }) as JsonSchema} initial={answers} submitLabel={t('task.decide')}
        onSubmit={onComplete} onChange={onChange} busy={busy} problem={problem} readOnly={!task.may_complete} />
    </>
  );
}
