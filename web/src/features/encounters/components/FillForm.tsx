/** A clinic's form, filled in by the patient or together with him. */
import { useTranslation } from 'react-i18next';
import { SchemaForm, type JsonSchema } from '@/components/ui/SchemaForm';
import { useForms, type Given } from '../api/writing';

export default function FillForm({ given, patientId, onDone }: { given: Given; patientId: string; onDone: () => void }) {
  const { t } = useTranslation('encounters');
  const { answer } = useForms(patientId);
  return <SchemaForm schema={given.drawn as JsonSchema} submitLabel={t('chart.forms.keep')} busy={answer.isPending} problem={answer.error ?? undefined} onSubmit={(answers) => answer.mutate({ row: given.id, answers }, { onSuccess: onDone })} />;
}
