/** The first administrator of a new installation. Whoever has the setup code has the machine. */
import { Anchor, Button, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useQuery } from '@tanstack/react-query';
import { Link, useRouter } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { EmptyState } from '@/components/ui/EmptyState';
import { FormProblem } from '@/components/ui/FormProblem';
import { fieldErrors } from '@/lib/problem';
import { useSetup, type Setup } from '../api/account';
import { welcomeQuery } from '../api/welcome';
import { MIN_PASSWORD, NewPassword } from '../components/NewPassword';
import css from './AuthForm.module.css';

export default function SetupPage() {
  const { t } = useTranslation('identity');
  const { data: welcome } = useQuery(welcomeQuery);
  if (welcome && !welcome.setup) {
    return <EmptyState page title={t('setup.done')} hint={t('setup.done_hint')} action={<Anchor component={Link} to="/sign-in" search={{} as never}>{t('sign_in.go')}</Anchor>} />;
  }
  return <SetupForm />;
}

function SetupForm() {
  const { t } = useTranslation('identity');
  const router = useRouter();
  const setup = useSetup();
  const needed = (value: string) => (value.trim() ? null : t('register.needed'));
  const form = useForm<Setup>({
    mode: 'uncontrolled',
    initialValues: { code: '', name: '', email: '', password: '' },
    validate: {
      code: needed, name: needed,
      email: (value) => (/^\S+@\S+$/.test(value.trim()) ? null : t('sign_in.email_wrong')),
      password: (value) => (value.length >= MIN_PASSWORD ? null : t('password.short', { count: MIN_PASSWORD })),
    },
  });
  const field = (name: keyof Setup) => form.getInputProps(name);
  const submit = form.onSubmit((values) => setup.mutate(values, {
    onSuccess: () => void router.navigate({ to: '/admin/setup', replace: true }),
    onError: (problem) => form.setErrors(
      problem.code === 'weak_password' ? { password: problem.detail } : problem.code === 'wrong_setup_code' ? { code: problem.detail } : fieldErrors(problem)),
  }));
  const atField = ['weak_password', 'wrong_setup_code'].includes(setup.error?.code ?? '');
  return (
    <form onSubmit={submit} noValidate className={css.form}>
      <h1 className={css.title}>{t('setup.title')}</h1>
      <p className={css.lead}>{t('setup.lead')}</p>
      {atField ? null : <FormProblem problem={setup.error} />}
      <TextInput label={t('setup.code')} description={t('setup.code_hint')} autoComplete="off" {...field('code')} />
      <TextInput label={t('setup.name')} autoComplete="name" {...field('name')} />
      <TextInput label={t('sign_in.email')} type="email" autoComplete="username" inputMode="email" {...field('email')} />
      <NewPassword {...field('password')} />
      <Button type="submit" fullWidth loading={setup.isPending} className={css.go}>{t('setup.go')}</Button>
    </form>
  );
}
