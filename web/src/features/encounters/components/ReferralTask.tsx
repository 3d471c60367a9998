/** A referral in a clinician's queue: what is asked about whom; to be decided by the specialist, or read by who asked. */
import { Anchor, Skeleton } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { FormProblem } from '@/components/ui/FormProblem';
import { KeyValue } from '@/components/ui/KeyValue';
import { SchemaForm, type JsonSchema } from '@/components/ui/SchemaForm';
import { Section } from '@/components/ui/Section';
import { StatusBadge, UrgencyBadge } from '@/components/ui/StatusBadge';
import { TimeText } from '@/components/ui/TimeText';
import { asProblem } from '@/lib/problem';
import type { TaskScreenProps } from '@/lib/tasks';
import { referralQuery, type Referral } from '../api/referrals';
import { REFERRAL_TONES } from './Referrals';
import css from './Summary.module.css';

export default function ReferralTask({ task, answers, onChange, onComplete, busy, problem }: TaskScreenProps) {
  const { t } = useTranslation('encounters');
  const { data, error } = useQuery(referralQuery(String(task.subject.referral_id)));
  return (
    <>
      {data ? <Asked row={data} /> : error ? <p className={css.quiet}>{t(asProblem(error).status === 404 ? 'referrals.take_first' : 'referrals.failed')}</p> : <Skeleton height={180} radius="md" mb="lg" />}
      {problem?.code === 'stale' ? <FormProblem problem={problem} /> : null}
      <SchemaForm schema={(task.form_schema ?? { type: 'object', properties: {} }) as JsonSchema} initial={answers} submitLabel={t(task.form === 'read_answer' ? 'referrals.done' : 'referrals.decide')}
        onSubmit={onComplete} onChange={onChange} busy={busy} problem={problem?.code === 'stale' ? null : problem} readOnly={!task.may_complete} />
    </>
  );
}

function Asked({ row }: { row: Referral }) {
  const { t } = useTranslation('encounters');
  return (
    <Section title={<>{t('referrals.to_specialty', { specialty: row.specialty_name })} {row.urgent ? <UrgencyBadge level="urgent" /> : null} <StatusBadge tone={REFERRAL_TONES[row.status] ?? 'neutral'} label={t(`referrals.status.${row.status}` as 'referrals.status.seen')} /></>}
      actions={<Anchor component={Link} to={`/patients/${row.patient_id}`}>{t('referrals.patient')}</Anchor>}>
      <KeyValue items={[
        { label: t('referrals.question'), value: row.question },
        { label: t('referrals.from'), value: <>{row.practitioner_name} · <TimeText at={row.asked_at} as="date" /></> },
        row.specialist_name ? { label: t('referrals.to'), value: row.specialist_name } : null,
        row.answer ? { label: t('referrals.answer'), value: row.answer } : null,
        row.seen_encounter_id ? { label: t('referrals.note'), value: <Anchor component={Link} to={`/encounters/${row.seen_encounter_id}`}>{t('referrals.open_note')}</Anchor> } : null,
      ]} />
    </Section>
  );
}
