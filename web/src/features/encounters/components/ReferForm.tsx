/** Asking another specialty: which one, whom in particular if it matters, what is asked, how soon. */
import { Button, Checkbox, Select, Textarea } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState, type FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { FormProblem } from '@/components/ui/FormProblem';
import { fieldErrors } from '@/lib/problem';
import { specialistsQuery, specialtiesQuery, useRefer } from '../api/referrals';
import css from './Chart.module.css';

export function ReferForm({ patientId, encounterId, onClose }: { patientId: string; encounterId?: string; onClose: () => void }) {
  const { t } = useTranslation('encounters');
  const [specialty, setSpecialty] = useState('');
  const [who, setWho] = useState<string | null>(null);
  const [question, setQuestion] = useState('');
  const [urgent, setUrgent] = useState(false);
  const { data: specialties } = useQuery(specialtiesQuery);
  const { data: people } = useQuery(specialistsQuery(specialty));
  const refer = useRefer(patientId, onClose);
  const wrong = fieldErrors(refer.error);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    refer.mutate({ specialty, specialist_id: who, question, urgent, encounter_id: encounterId ?? null });
  };
  return (
    <form onSubmit={submit} className={css.fields} noValidate>
      {refer.error && !Object.keys(wrong).length ? <FormProblem problem={refer.error} /> : null}
      <Select label={t('referrals.specialty')} searchable required data={(specialties?.items ?? []).map((one) => ({ value: one.code, label: one.name }))} value={specialty || null} error={wrong.specialty}
        onChange={(value) => { setSpecialty(value ?? ''); setWho(null); }} />
      <Select label={t('referrals.to')} placeholder={t('referrals.anybody')} clearable disabled={!specialty} data={(people?.items ?? []).map((one) => ({ value: one.id, label: one.name }))} value={who} onChange={setWho} />
      <Textarea label={t('referrals.question')} description={t('referrals.question_hint')} required autosize minRows={3} maxLength={4000} value={question} error={wrong.question} onChange={(event) => setQuestion(event.currentTarget.value)} />
      <Checkbox label={t('referrals.urgent')} checked={urgent} onChange={(event) => setUrgent(event.currentTarget.checked)} />
      <div className={css.buttons}>
        <Button type="submit" size="compact-md" loading={refer.isPending} disabled={!specialty || question.trim().length < 3}>{t('referrals.send')}</Button>
        <Button variant="subtle" color="gray" size="compact-md" onClick={onClose}>{t('common:cancel')}</Button>
      </div>
    </form>
  );
}
