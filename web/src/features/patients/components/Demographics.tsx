import { Anchor } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { KeyValue } from '@/components/ui/KeyValue';
import { TimeText } from '@/components/ui/TimeText';
import type { Patient } from '../api/patients';
import { addressLine, languageName, phoneText } from './contact';

export function Demographics({ patient }: { patient: Patient }) {
  const { t } = useTranslation('patients');
  const call = (number: string) => (number ? <Anchor href={`tel:${number}`} inherit className="tabular">{phoneText(number)}</Anchor> : null);
  return (
    <KeyValue items={[
      { label: t('field.phone'), value: call(patient.phone) },
      { label: t('field.email'), value: patient.email ? <Anchor href={`mailto:${patient.email}`} inherit>{patient.email}</Anchor> : null },
      { label: t('field.address'), value: addressLine(patient.address) },
      { label: t('field.language'), value: languageName(patient.language) },
      { label: t('field.emergency'), value: patient.emergency_name || patient.emergency_phone ? <>{patient.emergency_name} {call(patient.emergency_phone)}</> : null },
      { label: t('field.confirmed'), value: patient.details_confirmed_at ? <TimeText at={patient.details_confirmed_at} as="date" /> : t('field.never') },
    ]} />
  );
}
