/** Forgot the password: a link by e-mail. The answer is the same whoever asks. */
import { Anchor, Button, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { Link } from '@tanstack/react-router';
import { MailCheck } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { EmptyState } from '@/components/ui/EmptyState';
import { FormProblem } from '@/components/ui/FormProblem';
import { useForgot } from '../api/security';
import css from './AuthForm.module.css';

export default function ForgotPage() {
  const { t } = useTranslation('identity');
  const forgot = useForgot();
  const form = useForm({
    mode: 'uncontrolled', initialValues: { email: '' },
    validate: { email: (value) => (/^\S+@\S+$/.test(value.trim()) ? null : t('sign_in.email_wrong')) },
  });
  const back = <Anchor component={Link} to="/sign-in" search={{} as never} inherit>{t('forgot.back')}</Anchor>;
  if (forgot.isSuccess) return <EmptyState page icon={MailCheck} title={t('forgot.sent')} hint={t('forgot.sent_hint')} action={back} />;
  return (
    <form onSubmit={form.onSubmit(({ email }) => forgot.mutate(email.trim()))} noValidate className={css.form}>
      <h1 className={css.title}>{t('forgot.title')}</h1>
      <p className={css.lead}>{t('forgot.lead')}</p>
      <FormProblem problem={forgot.error} />
      <TextInput label={t('sign_in.email')} type="email" autoComplete="username" inputMode="email" key={form.key('email')} {...form.getInputProps('email')} />
      <Button type="submit" fullWidth loading={forgot.isPending} className={css.go}>{t('forgot.go')}</Button>
      <p className={css.other}>{back}</p>
    </form>
  );
}
