/** The task of an incident: the report, and what the lead makes of it. */
import { Skeleton } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { SchemaForm, type JsonSchema } from '@/components/ui/SchemaForm';
import { Section } from '@/components/ui/Section';
import type { TaskScreenProps } from '@/lib/tasks';
import { incidentOfTaskQuery } from '../api/incidents';
import { IncidentText } from './IncidentText';

export default function IncidentTask({ task, answers, onChange, onComplete, busy, problem }: TaskScreenProps) {
  const { t } = useTranslation('staff');
  const { data, error } = useQuery(incidentOfTaskQuery(task.id));
  return (
    <>
      {data ? <Section title={t('incident.one')}><IncidentText report={data} /></Section> : error ? <p>{t('incident.gone')}</p> : <Skeleton height={120} mb="lg" />}
      <SchemaForm schema={task.form_schema as JsonSchema} initial={answers} submitLabel={t('incident.done')} onSubmit={onComplete} onChange={onChange} busy={busy} problem={problem} readOnly={!task.may_complete} />
    </>
  );
}
