/** What patients and claims need to know of a clinician. */
import { NativeSelect, TextInput } from '@mantine/core';
import type { UseFormReturnType } from '@mantine/form';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { departmentsQuery, specialtiesQuery } from '../api/people';
import css from './Forms.module.css';

// eslint-disable-next-line @typescript-eslint/no-explicit-any -- the form holds these fields and may hold more
export function ClinicianFields({ form, doctor }: { form: UseFormReturnType<any>; doctor: boolean }) {
  const { t } = useTranslation('staff');
  const { data: specialties } = useQuery(specialtiesQuery);
  const { data: departments } = useQuery(departmentsQuery);
  const field = (name: string) => form.getInputProps(name);
  // A choice is shown as chosen only once its options are there; each option has a key of its own, so that the choice
  // stays with its word when the list comes back in another order (a specialty that has a doctor stands first).
  const options = (rows: { value: string; label: string }[]) =>
    [{ value: '', label: t('field.none') }, ...rows].map(({ value, label }) => <option key={value} value={value}>{label}</option>);
  return (
    <>
      <div className={css.name}>
        <TextInput label={t('field.title')} placeholder="Dr" {...field('title')} />
        <TextInput label={t('field.given')} autoComplete="off" {...field('given')} />
        <TextInput label={t('field.family')} autoComplete="off" {...field('family')} />
      </div>
      <div className={css.pair}>
        <NativeSelect label={t('field.specialty')} key={`s${!!specialties}`} disabled={!specialties} description={doctor ? t('field.specialty_doctor') : t('field.specialty_hint')} {...field('specialty')}>
          {options((specialties?.items ?? []).map(({ code, name }) => ({ value: code, label: name })))}
        </NativeSelect>
        <NativeSelect label={t('field.department')} key={`d${!!departments}`} disabled={!departments} description={t('field.department_hint')} {...field('department_id')}>
          {options((departments?.items ?? []).map(({ id, name }) => ({ value: id, label: name })))}
        </NativeSelect>
        <TextInput label={t('field.npi')} description={t('field.npi_hint')} inputMode="numeric" maxLength={10} {...field('npi')} />
        <TextInput label={t('field.languages')} description={t('field.languages_hint')} {...field('languages')} />
      </div>
    </>
  );
}
