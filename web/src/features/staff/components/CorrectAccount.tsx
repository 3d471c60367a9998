/** Name and address of somebody's account, corrected by an administrator: a marriage, a typing mistake, a new mail server. */
import { Button, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useTranslation } from 'react-i18next';
import { useConfirm } from '@/components/ui/confirm';
import { FormProblem } from '@/components/ui/FormProblem';
import { Section } from '@/components/ui/Section';
import { useSession } from '@/lib/auth';
import { notifyDone } from '@/lib/notify';
import { fieldErrors } from '@/lib/problem';
import { useCorrectUser, type User } from '../api/people';
import css from './Forms.module.css';

export function CorrectAccount({ user }: { user: User }) {
  const { t } = useTranslation('staff');
  const own = useSession().user.id === user.id;
  const confirm = useConfirm();
  const save = useCorrectUser(user.id);
  const elsewhere = !!user.patient_id || !!user.practitioner_id;
  const form = useForm({
    initialValues: { name: user.name, email: user.email },
    validate: { name: (value) => (value.trim() ? null : t('field.needed')), email: (value) => (/^\S+@\S+$/.test(value.trim()) ? null : t('field.email_wrong')) },
  });
  if (own && elsewhere) return null;
  const submit = form.onSubmit(async ({ name, email }) => {
    const moved = email.trim().toLowerCase() !== user.email;
    if (moved && !(await confirm({ title: t('account.move_title', { name: user.name }), body: t('account.move_body', { email: email.trim() }), verb: t('account.move') }))) return;
    save.mutate({ ...(elsewhere ? {} : { name }), ...(moved ? { email } : {}) }, {
      onSuccess: () => notifyDone(t('person.saved')),
      onError: (problem) => form.setErrors(problem.code === 'email_taken' ? { email: problem.detail } : fieldErrors(problem)),
    });
  });
  return (
    <Section title={t('account.title')}>
      <form onSubmit={submit} noValidate className={css.form}>
        <FormProblem problem={save.error} />
        {elsewhere ? null : <TextInput label={t('field.name')} autoComplete="off" maxLength={120} {...form.getInputProps('name')} />}
        {own ? null : <TextInput label={t('field.email')} description={t('account.email_hint')} type="email" autoComplete="off" maxLength={254} {...form.getInputProps('email')} />}
        <div><Button type="submit" variant="default" loading={save.isPending} disabled={!form.isDirty()}>{t('common:save')}</Button></div>
      </form>
    </Section>
  );
}
