/** The step "Check camera and microphone" of the patient's list. */
import { useTranslation } from 'react-i18next';
import { FormProblem } from '@/components/ui/FormProblem';
import type { TaskScreenProps } from '@/lib/tasks';
import { DeviceCheck } from './DeviceCheck';

export default function DeviceCheckTask({ task, onComplete, busy, problem }: TaskScreenProps) {
  const { t } = useTranslation('visits');
  const visitId = typeof task.subject.visit_id === 'string' ? task.subject.visit_id : null;
  return (
    <>
      <FormProblem problem={problem} />
      <DeviceCheck visitId={visitId} submit={t('check.done')} busy={busy} onDone={(found) => onComplete(found)} />
    </>
  );
}
