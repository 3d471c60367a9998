/** A password by mailed link: a forgotten one replaced, or the first one of somebody who was invited. */
import { Anchor, Button } from '@mantine/core';
import { useForm } from '@mantine/form';
import { Link, useLocation } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { EmptyState } from '@/components/ui/EmptyState';
import { FormProblem } from '@/components/ui/FormProblem';
import { useAccept, useReset } from '../api/security';
import { MIN_PASSWORD, NewPassword } from '../components/NewPassword';
import css from './AuthForm.module.css';

export default function ByLinkPage() {
  const { t } = useTranslation('identity');
  const { pathname, hash } = useLocation();
  const invited = pathname === '/welcome';
  const words = invited ? 'invited' : 'reset';
  const accept = useAccept();
  const reset = useReset();
  const save = invited ? accept : reset;
  const form = useForm({
    mode: 'uncontrolled', initialValues: { password: '' },
    validate: { password: (value) => (value.length >= MIN_PASSWORD ? null : t('password.short', { count: MIN_PASSWORD })) },
  });
  const enter = <Button component={Link} to="/sign-in" search={{} as never}>{t('sign_in.go')}</Button>;
  if (save.isSuccess) return <EmptyState page title={t(`${words}.done`)} hint={t('reset.done_hint')} action={enter} />;
  const over = !hash || save.error?.code === 'link_over';
  if (over) return <EmptyState page title={t('link.over')} hint={t(`${words}.over`)} action={<Anchor component={Link} to={invited ? '/sign-in' : '/forgot'} search={{} as never}>{t(invited ? 'sign_in.go' : 'forgot.title')}</Anchor>} />;
  const submit = form.onSubmit(({ password }) => save.mutate({ token: hash, password }, {
    onError: (problem) => { if (problem.code === 'weak_password') form.setErrors({ password: problem.detail }); },
  }));
  return (
    <form onSubmit={submit} noValidate className={css.form}>
      <h1 className={css.title}>{t(`${words}.title`)}</h1>
      <p className={css.lead}>{t(`${words}.lead`)}</p>
      <FormProblem problem={save.error?.code === 'weak_password' ? null : save.error} />
      <NewPassword key={form.key('password')} {...form.getInputProps('password')} />
      <Button type="submit" fullWidth loading={save.isPending} className={css.go}>{t('reset.go')}</Button>
    </form>
  );
}
