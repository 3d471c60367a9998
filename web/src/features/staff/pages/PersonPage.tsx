/** One person's account: roles, the clinician's entry, sign-in. */
import { Button, Checkbox } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { PageWaiting } from '@/app/fallbacks';
import { usePathParams } from '@/app/page';
import { ErrorState } from '@/components/ui/ErrorState';
import { FormProblem } from '@/components/ui/FormProblem';
import { PageHeader } from '@/components/ui/PageHeader';
import { Section } from '@/components/ui/Section';
import { StatusBadge } from '@/components/ui/StatusBadge';
import { useSession } from '@/lib/auth';
import { notifyDone } from '@/lib/notify';
import { fieldErrors } from '@/lib/problem';
import { clinicianQuery, useChangeClinician, useSetRoles, userQuery, type Clinician, type Role, type User } from '../api/people';
import { recordQuery } from '../api/records';
import { bodyOf, valuesOf } from '../components/clinician';
import { ClinicianFields } from '../components/ClinicianFields';
import { CorrectAccount } from '../components/CorrectAccount';
import css from '../components/Forms.module.css';
import { Photo } from '../components/Photo';
import { RecordSections } from '../components/RecordSections';
import { isClinical, useRoles } from '../components/roles';
import { SignIn } from '../components/SignIn';

export default function PersonPage() {
  const { t } = useTranslation('staff');
  const { userId } = usePathParams<{ userId: string }>();
  const { data, error, refetch } = useQuery(userQuery(userId));
  const { data: clinician } = useQuery(clinicianQuery(data?.user.practitioner_id ?? null));
  const { data: record } = useQuery({ ...recordQuery(userId), enabled: !!data && !data.user.patient_id, retry: false });
  if (error && !data) return <ErrorState problem={error} onRetry={() => void refetch()} />;
  if (!data) return <PageWaiting />;
  const { user, sessions } = data;
  return (
    <>
      <PageHeader title={user.name} lead={user.email} back={{ to: '/people', label: t('people.title') }}
        badge={<StatusBadge tone={user.status === 'active' ? 'done' : 'neutral'} label={t(`status.${user.status}`)} />} />
      <div className={css.columns}>
        <div>
          {user.patient_id ? <Section title={t('field.roles')}><p>{t('person.is_patient')}</p></Section> : <Section title={t('field.roles')} hint={t('person.roles_hint')}><Roles key={user.roles.join()} user={user} /></Section>}
          {clinician ? <Section title={t('photo.title')} hint={t('photo.hint')}><Photo clinician={clinician} /></Section> : null}
          {clinician ? <Section title={t('person.clinician')} hint={t('person.clinician_hint')}><ClinicianForm key={clinician.id} clinician={clinician} /></Section> : null}
        </div>
        <div>
          <CorrectAccount key={`${user.name} ${user.email}`} user={user} />
          <SignIn user={user} sessions={sessions} />
        </div>
      </div>
      {record ? <RecordSections record={record} /> : null}
    </>
  );
}

function Roles({ user }: { user: User }) {
  const { t } = useTranslation('staff');
  const own = useSession().user.id === user.id;
  const known = useRoles().roles;
  const [roles, setRoles] = useState<string[]>(user.roles);
  const save = useSetRoles(user.id);
  const changed = [...roles].sort().join() !== [...user.roles].sort().join();
  return (
    <div className={css.form}>
      <Checkbox.Group value={roles} onChange={setRoles} aria-label={t('field.roles')}>
        <div className={css.roles}>
          {known.map(({ code, name, about }) => (
            <Checkbox key={code} value={code} label={name} description={about}
              disabled={(isClinical(code) && !user.practitioner_id) || (own && code === 'admin')} />
          ))}
        </div>
      </Checkbox.Group>
      {changed ? (
        <div className={css.buttons}>
          <Button disabled={roles.length === 0} loading={save.isPending} onClick={() => save.mutate(roles as Role[], { onSuccess: () => notifyDone(t('person.roles_saved')) })}>{t('person.save_roles')}</Button>
          <Button variant="default" onClick={() => setRoles(user.roles)}>{t('common:cancel')}</Button>
        </div>
      ) : null}
    </div>
  );
}

function ClinicianForm({ clinician }: { clinician: Clinician }) {
  const { t } = useTranslation('staff');
  const save = useChangeClinician(clinician.id);
  const form = useForm({
    mode: 'uncontrolled', initialValues: valuesOf(clinician),
    validate: { specialty: (value) => (clinician.role !== 'doctor' || value ? null : t('field.specialty_needed')) },
  });
  const submit = form.onSubmit((values) => save.mutate(bodyOf(values), {
    onSuccess: () => notifyDone(t('person.saved')), onError: (problem) => form.setErrors(fieldErrors(problem)),
  }));
  return (
    <form onSubmit={submit} noValidate className={css.form}>
      <FormProblem problem={save.error} />
      <ClinicianFields form={form} doctor={clinician.role === 'doctor'} />
      <div><Button type="submit" variant="default" loading={save.isPending}>{t('common:save')}</Button></div>
    </form>
  );
}
