/** The clinician's side of a refill: the medicine, the patient's words, what to look out for, and one decision. */
import { Skeleton } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { TriangleAlert } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { FormProblem } from '@/components/ui/FormProblem';
import { KeyValue } from '@/components/ui/KeyValue';
import { SchemaForm, type JsonSchema } from '@/components/ui/SchemaForm';
import { Section } from '@/components/ui/Section';
import { TimeText } from '@/components/ui/TimeText';
import { asProblem } from '@/lib/problem';
import type { TaskScreenProps } from '@/lib/tasks';
import { refillQuery, type RefillShown } from '../api/medicines';
import { useReads } from '../prescribing';
import css from './Summary.module.css';

export default function RefillTask({ task, answers, onChange, onComplete, busy, problem }: TaskScreenProps) {
  const { t } = useTranslation('encounters');
  const { data, error } = useQuery(refillQuery(String(task.subject.refill_request_id)));
  const stands = problem?.code === 'stale' || problem?.code === 'allergy_match';
  return (
    <>
      {data ? <Asked shown={data} /> : error ? <p className={css.quiet}>{t(asProblem(error).status === 404 ? 'refill.take_first' : 'refill.failed')}</p> : <Skeleton height={180} radius="md" mb="lg" />}
      {stands ? <FormProblem problem={problem} /> : null}
      <SchemaForm schema={schemaFor(task.form_schema as JsonSchema, data)} initial={answers} submitLabel={t('refill.decide')} onSubmit={onComplete} onChange={onChange} busy={busy} problem={stands ? null : problem} readOnly={!task.may_complete} />
    </>
  );
}

function Asked({ shown }: { shown: RefillShown }) {
  const { t } = useTranslation('encounters');
  const reads = useReads();
  const { prescription: row } = shown;
  return (
    <Section title={row.medication}>
      {shown.allergies.length ? <p className={css.warning}><TriangleAlert size={18} aria-hidden /> {t('refill.allergy', { names: shown.allergies.join(', ') })}</p> : null}
      <KeyValue items={[
        { label: t('refill.taken'), value: reads(row) },
        row.instructions ? { label: t('refill.instructions'), value: row.instructions } : null,
        { label: t('refill.prescribed'), value: <><TimeText at={row.prescribed_at} as="date" /> · {row.practitioner_name}</> },
        row.lasts_until ? { label: t('refill.lasts'), value: <TimeText at={`${row.lasts_until}T12:00:00Z`} as="date" /> } : null,
        { label: t('refill.last_seen'), value: shown.last_seen_at ? <TimeText at={shown.last_seen_at} as="date" /> : t('refill.never') },
        { label: t('refill.words'), value: shown.remark || null },
      ]} />
    </Section>
  );
}

/** The tick that overrides an allergy is asked only where there is one. */
function schemaFor(schema: JsonSchema, shown: RefillShown | undefined): JsonSchema {
  if (shown?.allergies.length) return schema;
  const { override: _, ...properties } = schema.properties ?? {};
  return { ...schema, properties };
}
