import { Anchor, Button, PasswordInput, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { Link, useRouter } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { useSearchParams } from '@/app/page';
import { FormProblem } from '@/components/ui/FormProblem';
import { useSignIn } from '@/lib/auth';
import css from './AuthForm.module.css';

export default function SignInPage() {
  const { t } = useTranslation('identity');
  const router = useRouter();
  const { next } = useSearchParams<{ next: string }>();
  const signIn = useSignIn();
  const form = useForm({
    mode: 'uncontrolled',
    initialValues: { email: '', password: '' },
    validate: {
      email: (value) => (/^\S+@\S+$/.test(value.trim()) ? null : t('sign_in.email_wrong')),
      password: (value) => (value ? null : t('sign_in.password_missing')),
    },
  });
  const submit = form.onSubmit((values) =>
    signIn.mutate({ email: values.email.trim(), password: values.password }, { onSuccess: () => void router.navigate({ to: next, replace: true }) }));
  return (
    <form onSubmit={submit} noValidate className={css.form}>
      <h1 className={css.title}>{t('sign_in.title')}</h1>
      <FormProblem problem={signIn.error} />
      <TextInput label={t('sign_in.email')} type="email" autoComplete="username" inputMode="email" key={form.key('email')} {...form.getInputProps('email')} />
      <PasswordInput label={t('sign_in.password')} autoComplete="current-password" visibilityToggleButtonProps={{ 'aria-label': t('sign_in.show_password') }}
        key={form.key('password')} {...form.getInputProps('password')} />
      <Button type="submit" fullWidth loading={signIn.isPending} className={css.go ?? ''}>{t('sign_in.go')}</Button>
      <p className={css.other}>{t('sign_in.new_here')} <Anchor component={Link} to="/register" search={{ next } as never} inherit>{t('sign_in.register')}</Anchor></p>
    </form>
  );
}
