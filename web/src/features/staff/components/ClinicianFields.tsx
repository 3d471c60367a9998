/** What patients and claims need to know of a clinician. */
import { NativeSelect, TextInput } from '@mantine/core';
import type { UseFormReturnType } from '@mantine/form';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { departmentsQuery, specialtiesQuery } from '../api/people';
import css from './Forms.module.css';

// eslint-disable-next-line @typescript-eslint/no-explicit-any -- the form holds these fields and may hold more
export function ClinicianFields({ form }: { form: UseFormReturnType<any> }) {
  const { t } = useTranslation('staff');
  const { data: specialties } = useQuery(specialtiesQuery);
  const { data: departments } = useQuery(departmentsQuery);
  const field = (name: string) => form.getInputProps(name);
  // A choice is shown as chosen only once its options are there.
  const none = { value: '', label: t('field.none') };
  return (
    <>
      <div className={css.name}>
        <TextInput label={t('field.title')} placeholder="Dr" {...field('title')} />
        <TextInput label={t('field.given')} autoComplete="off" {...field('given')} />
        <TextInput label={t('field.family')} autoComplete="off" {...field('family')} />
      </div>
      <div className={css.pair}>
        <NativeSelect label={t('field.specialty')} key={`s${!!specialties}`} disabled={!specialties} data={[none, ...(specialties?.items ?? []).map(({ code, name }) => ({ value: code, label: name }))]} {...field('specialty')} />
        <NativeSelect label={t('field.department')} key={`d${!!departments}`} disabled={!departments} data={[none, ...(departments?.items ?? []).map(({ id, name }) => ({ value: id, label: name }))]} {...field('department_id')} />
        <TextInput label={t('field.npi')} description={t('field.npi_hint')} inputMode="numeric" maxLength={10} {...field('npi')} />
        <TextInput label={t('field.languages')} description={t('field.languages_hint')} {...field('languages')} />
      </div>
    </>
  );
}
