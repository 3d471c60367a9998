/** The address one signs in with: whether it is confirmed, and how to change it. */
import { Button, TextInput } from '@mantine/core';
import { useState, type FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { FormProblem } from '@/components/ui/FormProblem';
import { StatusBadge } from '@/components/ui/StatusBadge';
import { useChangeEmail, type Security } from '../api/security';
import css from './Forms.module.css';

export function Email({ security }: { security: Security }) {
  const { t } = useTranslation('identity');
  const [email, setEmail] = useState('');
  const change = useChangeEmail();
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (email.trim()) change.mutate(email.trim());
  };
  return (
    <form onSubmit={submit} noValidate className={css.form}>
      <div className={css.buttons}><strong>{security.email}</strong><StatusBadge tone={security.email_verified ? 'done' : 'attention'} label={t(security.email_verified ? 'email.confirmed' : 'email.not_confirmed')} /></div>
      <FormProblem problem={change.error} />
      {change.isSuccess ? <p role="status" className={css.lead}>{t('email.sent', { email })}</p> : (
        <>
          <TextInput label={t('email.new')} type="email" autoComplete="email" inputMode="email" value={email} onChange={(event) => setEmail(event.currentTarget.value)} />
          <div><Button type="submit" variant="default" loading={change.isPending} disabled={!email.trim()}>{t('email.change')}</Button></div>
        </>
      )}
    </form>
  );
}
