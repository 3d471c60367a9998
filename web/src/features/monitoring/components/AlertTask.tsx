/** The task of an alert: what is wrong, the patient's page one click away, and what came of it. */
import { Anchor, Skeleton } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { SchemaForm, type JsonSchema } from '@/components/ui/SchemaForm';
import { Section } from '@/components/ui/Section';
import type { TaskScreenProps } from '@/lib/tasks';
import { alertQuery } from '../api/vitals';
import { AlertLine } from './AlertLine';
import css from './Monitoring.module.css';

export default function AlertTask({ task, answers, onChange, onComplete, busy, problem }: TaskScreenProps) {
  const { t } = useTranslation('monitoring');
  const { data, error } = useQuery(alertQuery(String(task.subject.alert_id)));
  return (
    <>
      {data ? <Section title={t('alert.title')} actions={<Anchor component={Link} to={`/vitals/${data.patient_id}`}>{t('alert.open')}</Anchor>}><ul className={css.rows}><AlertLine alert={{ ...data, task_id: null }} /></ul></Section>
        : error ? <p className={css.quiet}>{t('alert.gone')}</p> : <Skeleton height={120} mb="lg" />}
      <SchemaForm schema={task.form_schema as JsonSchema} initial={answers} submitLabel={t('alert.close')} onSubmit={onComplete} onChange={onChange} busy={busy} problem={problem} readOnly={!task.may_complete} />
    </>
  );
}
