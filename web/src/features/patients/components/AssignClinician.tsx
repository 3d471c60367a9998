/** The task "name the clinician": who takes care of a new patient. */
import { Button, Select } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { FormProblem } from '@/components/ui/FormProblem';
import type { TaskScreenProps } from '@/lib/tasks';
import { cliniciansQuery } from '../api/patients';
import css from './Camera.module.css';

export default function AssignClinician({ task, answers, onChange, onComplete, busy, problem }: TaskScreenProps) {
  const { t } = useTranslation('patients_onboarding');
  const { data } = useQuery(cliniciansQuery(''));
  const [chosen, setChosen] = useState<string | null>(typeof answers.practitioner_id === 'string' ? answers.practitioner_id : null);
  const choose = (id: string | null) => { setChosen(id); onChange({ practitioner_id: id }); };
  return (
    <form className={css.form} noValidate onSubmit={(event) => { event.preventDefault(); if (chosen) onComplete({ practitioner_id: chosen }); }}>
      <FormProblem problem={problem} />
      <Select label={t('clinician')} searchable clearable value={chosen} onChange={choose} disabled={!task.may_complete} data={(data?.items ?? []).map((one) => ({ value: one.id, label: `${one.name} · ${one.specialty_name}` }))} />
      <div><Button type="submit" loading={busy} disabled={!chosen || !task.may_complete}>{t('assign')}</Button></div>
    </form>
  );
}
