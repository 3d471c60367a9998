import { Anchor, Button, PasswordInput, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useQuery } from '@tanstack/react-query';
import { Link, useRouter } from '@tanstack/react-router';
import { KeyRound } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { useSearchParams } from '@/app/page';
import { FormProblem } from '@/components/ui/FormProblem';
import { useSignIn } from '@/lib/auth';
import { welcomeQuery } from '../api/welcome';
import { SecondFactor } from '../components/SecondFactor';
import { waysQuery } from '../api/providers';
import { peopleHereQuery, usePasskeySignIn } from '../api/security';
import { canUsePasskeys } from '@/lib/webauthn';
import { DemoLogins, type DemoLogin } from '../components/DemoLogins';
import css from './AuthForm.module.css';

export default function SignInPage() {
  const { t } = useTranslation('identity');
  const router = useRouter();
  const { next, problem } = useSearchParams<{ next: string; problem?: string }>();
  const { data: welcome } = useQuery(welcomeQuery);
  const signIn = useSignIn();
  const form = useForm({
    mode: 'uncontrolled',
    initialValues: { email: '', password: '' },
    validate: {
      email: (value) => (/^\S+@\S+$/.test(value.trim()) ? null : t('sign_in.email_wrong')),
      password: (value) => (value ? null : t('sign_in.password_missing')),
    },
  });
  const enter = (values: { email: string; password: string }) =>
    signIn.mutate({ email: values.email.trim(), password: values.password }, { onSuccess: () => void router.navigate({ to: next, replace: true }) });
  const choose = ({ email }: DemoLogin) => {
    form.setValues({ email, password: welcome?.password ?? '' });
    if (welcome?.password) enter({ email, password: welcome.password });
    else document.querySelector<HTMLInputElement>('input[type=password]')?.focus();
  };
  const known = useQuery(peopleHereQuery).data?.items ?? [];
  const ways = useQuery(waysQuery).data?.items ?? [];
  const byPasskey = usePasskeySignIn();
  const inside = () => void router.navigate({ to: next, replace: true });
  const asked = signIn.error?.code === 'second_factor' ? signIn.error.extra : null;
  if (asked) return <SecondFactor ticket={String(asked.ticket)} methods={(asked.methods ?? []) as string[]} onDone={inside} onBack={() => signIn.reset()} />;
  return (
    <>
      <form onSubmit={form.onSubmit(enter)} noValidate className={css.form}>
        <h1 className={css.title}>{t('sign_in.title')}</h1>
        <p className={css.lead}>{welcome?.facility.name ?? ' '}</p>
        {welcome?.setup ? <p className={css.notice}>{t('sign_in.not_set_up')} <Anchor component={Link} to="/setup" inherit>{t('sign_in.set_up')}</Anchor></p> : null}
        {problem && !signIn.error ? <p role="alert" className={css.notice}>{t(problem === 'unavailable' ? 'sign_in.provider_down' : 'sign_in.provider_refused')}</p> : null}
        <FormProblem problem={signIn.error ?? byPasskey.error} />
        {known.length ? (
          <div className={css.people} role="group" aria-label={t('sign_in.here')}>
            {known.map(({ name, email }) => (
              <Button key={email} variant="default" onClick={() => { form.setFieldValue('email', email); document.querySelector<HTMLInputElement>('input[type=password]')?.focus(); }}>{name}</Button>
            ))}
          </div>
        ) : null}
        <TextInput label={t('sign_in.email')} type="email" autoComplete="username" inputMode="email" key={form.key('email')} {...form.getInputProps('email')} />
        <PasswordInput label={t('sign_in.password')} autoComplete="current-password" visibilityToggleButtonProps={{ 'aria-label': t('password.show') }}
          key={form.key('password')} {...form.getInputProps('password')} />
        <Button type="submit" fullWidth loading={signIn.isPending} className={css.go}>{t('sign_in.go')}</Button>
        {ways.map(({ slug, name }) => <Button key={slug} component="a" variant="default" fullWidth href={`/api/oidc/${slug}/go?next=${encodeURIComponent(next)}`}>{t('sign_in.with', { name })}</Button>)}
        {canUsePasskeys() ? (
          <Button variant="default" fullWidth leftSection={<KeyRound size={18} aria-hidden />} loading={byPasskey.isPending}
            onClick={() => byPasskey.mutate(undefined, { onSuccess: (session) => { if (session) inside(); } })}>{t('passkeys.sign_in')}</Button>
        ) : null}
        <p className={css.other}><Anchor component={Link} to="/forgot" inherit>{t('forgot.title')}</Anchor></p>
        <p className={css.other}>{t('sign_in.new_here')} <Anchor component={Link} to="/register" search={{ next } as never} inherit>{t('sign_in.register')}</Anchor></p>
      </form>
      {welcome?.logins.length ? <DemoLogins logins={welcome.logins} oneTap={welcome.password !== ''} busy={signIn.isPending} onChoose={choose} /> : null}
    </>
  );
}
