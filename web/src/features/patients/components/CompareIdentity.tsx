/** The task "compare the identity document": the pictures that a new patient sent beside what is on file. */
import { Anchor, Button, Checkbox, Skeleton, Textarea } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Avatar } from '@/components/ui/Avatar';
import { FormProblem } from '@/components/ui/FormProblem';
import { KeyValue } from '@/components/ui/KeyValue';
import type { TaskScreenProps } from '@/lib/tasks';
import { plainDate } from '@/lib/time';
import { pictureUrl } from '../api/identity';
import { onboardingQuery } from '../api/onboarding';
import { patientQuery } from '../api/patients';
import { photoUrl } from '../api/photo';
import form from './Camera.module.css';
import css from './Identity.module.css';

export default function CompareIdentity({ task, answers, onChange, onComplete, busy, problem }: TaskScreenProps) {
  const { t } = useTranslation('patients_onboarding');
  const patientId = task.patient?.id ?? '';
  const { data } = useQuery({ ...onboardingQuery(patientId), enabled: patientId !== '' });
  const { data: page } = useQuery({ ...patientQuery(patientId), enabled: patientId !== '' });
  const [matches, setMatches] = useState(answers.matches === true);
  const [reason, setReason] = useState(typeof answers.reason === 'string' ? answers.reason : '');
  if (!data || !page) return <Skeleton height={320} radius="md" />;
  const { evidence } = data, { patient } = page;
  if (evidence?.status !== 'sent') return <p role="status">{t('compare.none')}</p>;
  const keep = (next: { matches: boolean; reason: string }) => { setMatches(next.matches); setReason(next.reason); onChange(next); };
  return (
    <form className={form.form} noValidate onSubmit={(event) => { event.preventDefault(); if (matches) onComplete({ decision: 'confirm', matches }); }}>
      <FormProblem problem={problem} />
      <section className={css.known} aria-label={t('compare.on_file')}>
        <Avatar name={`${patient.given} ${patient.family}`} size={72} src={patient.has_photo ? photoUrl(patient.id, patient.version) : undefined} />
        <KeyValue columns={2} items={[
          { label: t('compare.name'), value: `${patient.given} ${patient.family}` },
          { label: t('compare.birth_date'), value: plainDate(patient.birth_date) },
          { label: t('compare.document'), value: t(`documents.${evidence.document}` as 'documents.passport', evidence.document) },
          { label: t('compare.sex'), value: t(`common:sex.${patient.sex}`) },
        ]} />
      </section>
      <div className={css.sides}>
        {(['front', 'back'] as const).map((side) => (evidence[side] ? (
          <figure key={side}>
            <img className={css.picture} src={pictureUrl(patientId, side, evidence)} alt={t(`compare.alt_${side}`)} />
            <figcaption>{t(`compare.side_${side}`)} · <Anchor inherit href={pictureUrl(patientId, side, evidence)} target="_blank" rel="noreferrer">{t('compare.larger')}</Anchor></figcaption>
          </figure>
        ) : null))}
      </div>
      <p className={css.quiet}>{evidence.back ? t('compare.looks') : `${t('compare.no_back')} ${t('compare.looks')}`}</p>
      <Checkbox label={t('compare.matches')} checked={matches} disabled={!task.may_complete} onChange={(event) => keep({ matches: event.currentTarget.checked, reason })} />
      <div><Button type="submit" loading={busy} disabled={!matches || !task.may_complete}>{t('compare.confirm')}</Button></div>
      <Textarea label={t('compare.reason')} autosize minRows={2} maxRows={6} maxLength={500} value={reason} disabled={!task.may_complete} onChange={(event) => keep({ matches, reason: event.currentTarget.value })} />
      <div><Button variant="default" loading={busy} disabled={!reason.trim() || !task.may_complete} onClick={() => onComplete({ decision: 'send_back', reason: reason.trim() })}>{t('compare.send_back')}</Button></div>
    </form>
  );
}
