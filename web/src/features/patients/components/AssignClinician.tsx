/** The task "name the clinician": who takes care of a new patient. */
import { Button } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { FormProblem } from '@/components/ui/FormProblem';
import type { TaskScreenProps } from '@/lib/tasks';
import css from './Camera.module.css';
import { ClinicianChoice } from './ClinicianChoice';

export default function AssignClinician({ task, answers, onChange, onComplete, busy, problem }: TaskScreenProps) {
  const { t } = useTranslation('patients_onboarding');
  const [chosen, setChosen] = useState<string | null>(typeof answers.practitioner_id === 'string' ? answers.practitioner_id : null);
  const choose = (id: string | null) => { setChosen(id); onChange({ practitioner_id: id }); };
  return (
    <form className={css.form} noValidate onSubmit={(event) => { event.preventDefault(); if (chosen) onComplete({ practitioner_id: chosen }); }}>
      <FormProblem problem={problem} />
      <ClinicianChoice label={t('clinician')} value={chosen} onChange={choose} disabled={!task.may_complete} />
      <div><Button type="submit" loading={busy} disabled={!chosen || !task.may_complete}>{t('assign')}</Button></div>
    </form>
  );
}
