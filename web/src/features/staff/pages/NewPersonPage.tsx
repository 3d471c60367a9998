/** Somebody new: choose what they do, then only what that needs is asked. */
import { Button, Checkbox, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { FormProblem } from '@/components/ui/FormProblem';
import { PageHeader } from '@/components/ui/PageHeader';
import { fieldErrors } from '@/lib/problem';
import { useAddPerson, type Made, type Role } from '../api/people';
import { bodyOf, noClinician } from '../components/clinician';
import { ClinicianFields } from '../components/ClinicianFields';
import { FirstPassword } from '../components/FirstPassword';
import css from '../components/Forms.module.css';
import { isClinical, useRoles } from '../components/roles';

type Values = typeof noClinician & { name: string; email: string };

export default function NewPersonPage() {
  const { t } = useTranslation('staff');
  const [made, setMade] = useState<Made | null>(null);
  return (
    <>
      <PageHeader title={made ? t('new.done', { name: made.name }) : t('new.title')} back={{ to: '/people', label: t('people.title') }} />
      {made ? (
        <div className={css.form}>
          <FirstPassword email={made.email} password={made.password} />
          <div className={css.buttons}>
            {made.userId ? <Button component={Link} to={`/people/${made.userId}`} variant="default">{t('new.open')}</Button> : null}
            <Button variant="default" onClick={() => setMade(null)}>{t('new.another')}</Button>
          </div>
        </div>
      ) : <PersonForm onMade={setMade} />}
    </>
  );
}

function PersonForm({ onMade }: { onMade: (made: Made) => void }) {
  const { t } = useTranslation('staff');
  const add = useAddPerson();
  const known = useRoles().roles;
  const [roles, setRoles] = useState<Role[]>([]);
  const [tried, setTried] = useState(false);
  const clinical = roles.find(isClinical) as 'doctor' | 'nurse' | undefined;
  const form = useForm<Values>({
    mode: 'uncontrolled', initialValues: { ...noClinician, name: '', email: '' },
    validate: {
      email: (value) => (/^\S+@\S+$/.test(value.trim()) ? null : t('field.email_wrong')),
      name: (value) => (clinical || value.trim() ? null : t('field.needed')),
      given: (value) => (!clinical || value.trim() ? null : t('field.needed')),
      family: (value) => (!clinical || value.trim() ? null : t('field.needed')),
      // Patients book by specialty: a doctor without one has hours that nobody finds.
      specialty: (value) => (clinical !== 'doctor' || value ? null : t('field.specialty_needed')),
    },
  });
  const toggle = (role: Role, on: boolean) => setRoles((old) => {
    // A clinician's entry comes with exactly one clinical role; more roles are given on the person's page.
    if (isClinical(role)) return on ? [role] : [];
    return on ? [...old.filter((other) => !isClinical(other)), role] : old.filter((other) => other !== role);
  });
  const submit = form.onSubmit(({ name, email, ...clinician }) => {
    if (roles.length === 0) return;
    add.mutate(clinical ? { clinician: { ...bodyOf(clinician), email, role: clinical } } : { user: { name, email, roles } }, {
      onSuccess: onMade, onError: (problem) => form.setErrors(problem.code === 'email_taken' ? { email: problem.detail } : fieldErrors(problem)),
    });
  });
  return (
    <form onSubmit={(event) => { setTried(true); submit(event); }} noValidate className={css.form}>
      <FormProblem problem={add.error} />
      <Checkbox.Group label={t('new.what')} description={t('new.what_hint')} error={tried && roles.length === 0 ? t('new.choose_role') : null} value={roles}>
        <div className={css.roles}>
          {known.map(({ code, name, about }) => (
            <Checkbox key={code} value={code} label={name} description={about} onChange={(event) => toggle(code, event.currentTarget.checked)} />
          ))}
        </div>
      </Checkbox.Group>
      {clinical ? <ClinicianFields form={form} doctor={clinical === 'doctor'} /> : <TextInput label={t('field.name')} autoComplete="off" key={form.key('name')} {...form.getInputProps('name')} />}
      <TextInput label={t('field.email')} description={t('new.email_hint')} type="email" autoComplete="off" key={form.key('email')} {...form.getInputProps('email')} />
      <div><Button type="submit" loading={add.isPending}>{t('new.go')}</Button></div>
    </form>
  );
}
