import { Anchor } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { KeyValue } from '@/components/ui/KeyValue';
import { TimeText } from '@/components/ui/TimeText';
import type { Patient } from '../api/patients';
import { addressLine, languageName, phoneText } from './contact';

/** `own`: the patient reads it, who has no use for a link to his own telephone. */
export function Demographics({ patient, own = false }: { patient: Patient; own?: boolean }) {
  const { t } = useTranslation('patients');
  const call = (number: string) => (!number ? null : own ? phoneText(number) : <Anchor href={`tel:${number}`} inherit className="tabular">{phoneText(number)}</Anchor>);
  return (
    <KeyValue items={[
      { label: t('field.phone'), value: call(patient.phone) },
      { label: t('field.email'), value: !patient.email ? null : own ? patient.email : <Anchor href={`mailto:${patient.email}`} inherit>{patient.email}</Anchor> },
      { label: t('field.address'), value: addressLine(patient.address) },
      ...(patient.preferred_name ? [{ label: t('field.preferred_name'), value: patient.preferred_name }] : []),
      ...(patient.pronouns ? [{ label: t('field.pronouns'), value: patient.pronouns }] : []),
      { label: t('field.language'), value: [languageName(patient.language), ...patient.other_languages.map(languageName), patient.interpreter ? t('field.interpreter_needed') : ''].filter(Boolean).join(', ') },
      { label: t('field.emergency'), value: patient.emergency_name || patient.emergency_phone ? <>{patient.emergency_name} {call(patient.emergency_phone)}</> : null },
      { label: t('field.confirmed'), value: patient.details_confirmed_at ? <TimeText at={patient.details_confirmed_at} as="date" /> : t('field.never') },
    ]} />
  );
}
