/** The twin of a hospital's own sign-in, for demos and tests: it believes whatever name one gives, and says so. */
import { Button, TextInput } from '@mantine/core';
import { FlaskConical } from 'lucide-react';
import { useState, type FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { useSearchParams } from '@/app/page';
import css from './AuthForm.module.css';

export default function TestProviderPage() {
  const { t } = useTranslation('identity');
  const asked = useSearchParams<{ state?: string; nonce?: string; redirect_uri?: string }>();
  const [email, setEmail] = useState('');
  const submit = (event: FormEvent) => {
    event.preventDefault();
    // Only ever back to this very hub, whatever the address says.
    const path = new URL(String(asked.redirect_uri ?? '/'), location.origin).pathname;
    const answer = new URLSearchParams({ code: `${email.trim()}|${asked.nonce ?? ''}`, state: String(asked.state ?? '') });
    location.assign(`${path}?${answer}`);
  };
  return (
    <form onSubmit={submit} noValidate className={css.form}>
      <h1 className={css.title}><FlaskConical size={24} aria-hidden /> {t('test_provider.title')}</h1>
      <p className={css.lead}>{t('test_provider.lead')}</p>
      <TextInput label={t('sign_in.email')} type="email" value={email} onChange={(event) => setEmail(event.currentTarget.value)} />
      <Button type="submit" fullWidth disabled={!email.trim()}>{t('test_provider.go')}</Button>
    </form>
  );
}
