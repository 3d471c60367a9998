/** Replace one's own password. Everywhere else one is signed out. */
import { Button, PasswordInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useTranslation } from 'react-i18next';
import { FormProblem } from '@/components/ui/FormProblem';
import { notifyDone } from '@/lib/notify';
import { fieldErrors } from '@/lib/problem';
import { useChangePassword } from '../api/account';
import css from './Forms.module.css';
import { MIN_PASSWORD, NewPassword } from './NewPassword';

export function ChangePassword({ first = false, onDone }: { first?: boolean; onDone?: () => void }) {
  const { t } = useTranslation('identity');
  const change = useChangePassword();
  const form = useForm({
    mode: 'uncontrolled',
    initialValues: { current: '', new: '' },
    validate: {
      current: (value) => (value ? null : t('sign_in.password_missing')),
      new: (value) => (value.length >= MIN_PASSWORD ? null : t('password.short', { count: MIN_PASSWORD })),
    },
  });
  const submit = form.onSubmit((values) => change.mutate(values, {
    onSuccess: () => {
      form.reset();
      notifyDone(t('password.changed'));
      onDone?.();
    },
    onError: (problem) => form.setErrors(problem.code === 'weak_password' ? { new: problem.detail } : fieldErrors(problem)),
  }));
  const atField = change.error?.code === 'weak_password' || change.error?.code === 'wrong_password';
  return (
    <form onSubmit={submit} noValidate className={css.form}>
      {atField ? null : <FormProblem problem={change.error} />}
      <PasswordInput label={t(first ? 'first.current' : 'password.current')} autoComplete="current-password" visibilityToggleButtonProps={{ 'aria-label': t('password.show') }}
        key={form.key('current')} {...form.getInputProps('current')} />
      <NewPassword key={form.key('new')} {...form.getInputProps('new')} />
      <div><Button type="submit" variant={first ? 'filled' : 'default'} fullWidth={first} loading={change.isPending}>{t(first ? 'first.go' : 'password.change')}</Button></div>
    </form>
  );
}
