/** Registration at the desk, with those who may be the same person beside it. */
import { Button, NativeSelect, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { FormProblem } from '@/components/ui/FormProblem';
import { PageHeader } from '@/components/ui/PageHeader';
import { notifyDone } from '@/lib/notify';
import { fieldErrors } from '@/lib/problem';
import { registrationQuery, useRegisterPatient, type NewPatient } from '../api/patients';
import { AlikePanel } from '../components/AlikePanel';
import { noAddress } from '../components/contact';
import { ContactFields } from '../components/ContactFields';
import { HouseFields, prepared } from '../components/HouseFields';
import { UnknownPatient } from '../components/UnknownPatient';
import css from './Pages.module.css';

type Values = {
  given: string; family: string; birth_date: string; sex: NewPatient['sex'] | ''; phone: string; email: string; language: string; interpreter: boolean;
  preferred_name: string; pronouns: string; address: typeof noAddress; identifiers: Record<string, string>; extra: Record<string, string | boolean>;
};
const empty: Values = { given: '', family: '', birth_date: '', sex: '', phone: '', email: '', language: 'en', interpreter: false, preferred_name: '', pronouns: '', address: noAddress, identifiers: {}, extra: {} };

export default function NewPatientPage() {
  const { t } = useTranslation('patients');
  const navigate = useNavigate();
  const register = useRegisterPatient();
  const needed = (value: string) => (value.trim() ? null : t('field.needed'));
  const [typed, setTyped] = useState(empty);
  const form = useForm<Values>({
    mode: 'uncontrolled', initialValues: empty, onValuesChange: setTyped,
    validate: { given: needed, family: needed, birth_date: needed, sex: needed },
  });
  const field = (name: keyof Values) => form.getInputProps(name);
  const { data: asked } = useQuery(registrationQuery);
  const submit = form.onSubmit((values) => register.mutate(prepared(values, asked), {
    onSuccess: ({ patient }) => {
      notifyDone(t('new.done', { name: `${patient.given} ${patient.family}`, number: patient.number }));
      void navigate({ to: `/patients/${patient.id}` });
    },
    onError: (problem) => form.setErrors(fieldErrors(problem)),
  }));
  return (
    <>
      <PageHeader title={t('new.title')} back={{ to: '/patients', label: t('list.title') }} actions={<UnknownPatient />} />
      <div className={css.split}>
        <form onSubmit={submit} noValidate className={css.form}>
          <FormProblem problem={register.error} />
          <div className={css.pair}>
            <TextInput label={t('field.given')} data-autofocus autoComplete="off" {...field('given')} />
            <TextInput label={t('field.family')} autoComplete="off" {...field('family')} />
            <TextInput label={t('field.birth_date')} type="date" {...field('birth_date')} />
            <NativeSelect label={t('field.sex')} {...field('sex')}
              data={[{ value: '', label: t('field.choose') }, ...(['female', 'male', 'other', 'unknown'] as const).map((value) => ({ value, label: t(`common:sex.${value}`) }))]} />
          </div>
          <HouseFields form={form} asked={asked} />
          <ContactFields form={form} emergency={false} />
          <div><Button type="submit" loading={register.isPending}>{t('new.go')}</Button></div>
        </form>
        <AlikePanel typed={{ given: typed.given.trim(), family: typed.family.trim(), birth_date: typed.birth_date, phone: typed.phone.trim(), email: typed.email.trim(), sex: typed.sex }} />
      </div>
    </>
  );
}
