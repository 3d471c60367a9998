/** A patient's insurance cards on the patient's page, for the desk and the billing office. */
import { useTranslation } from 'react-i18next';
import { Section } from '@/components/ui/Section';
import { Coverages } from './Coverages';

export default function PatientCoverages({ patientId }: { patientId: string }) {
  const { t } = useTranslation('insurance');
  return <Section title={t('mine.title')}><Coverages patientId={patientId} /></Section>;
}
