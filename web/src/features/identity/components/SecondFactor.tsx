/** The second half of signing in: the code of the app, a recovery code, or a passkey. */
import { Anchor, Button, TextInput } from '@mantine/core';
import { KeyRound } from 'lucide-react';
import { useState, type FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { FormProblem } from '@/components/ui/FormProblem';
import { canUsePasskeys } from '@/lib/webauthn';
import { usePasskeySignIn, useSecondFactor } from '../api/security';
import css from '../pages/AuthForm.module.css';

type Props = { ticket: string; methods: string[]; onDone: () => void; onBack: () => void };

export function SecondFactor({ ticket, methods, onDone, onBack }: Props) {
  const { t } = useTranslation('identity');
  const [code, setCode] = useState('');
  const [recovery, setRecovery] = useState(false);
  const enter = useSecondFactor();
  const byPasskey = usePasskeySignIn();
  const submit = (event: FormEvent) => {
    event.preventDefault();
    enter.mutate({ ticket, code: code.trim() }, { onSuccess: onDone });
  };
  const wrong = enter.error?.code === 'wrong_code' ? enter.error.detail : null;
  return (
    <form onSubmit={submit} noValidate className={css.form}>
      <h1 className={css.title}>{t('second.title')}</h1>
      <p className={css.lead}>{t(methods.includes('totp') ? (recovery ? 'second.recovery_lead' : 'second.lead') : 'second.passkey_lead')}</p>
      <FormProblem problem={byPasskey.error ?? (wrong ? null : enter.error)} />
      {methods.includes('totp') ? (
        <>
          <TextInput label={t(recovery ? 'second.recovery' : 'totp.code')} inputMode={recovery ? 'text' : 'numeric'} autoComplete="one-time-code" maxLength={20} data-autofocus error={wrong}
            value={code} onChange={(event) => setCode(event.currentTarget.value)} />
          <Button type="submit" fullWidth loading={enter.isPending} disabled={code.trim().length < 6} className={css.go}>{t('sign_in.go')}</Button>
        </>
      ) : null}
      {methods.includes('passkey') && canUsePasskeys() ? (
        <Button variant="default" fullWidth leftSection={<KeyRound size={18} aria-hidden />} loading={byPasskey.isPending}
          onClick={() => byPasskey.mutate(undefined, { onSuccess: (session) => { if (session) onDone(); } })}>{t('passkeys.use')}</Button>
      ) : null}
      {methods.includes('totp') ? <p className={css.other}><Anchor component="button" type="button" inherit onClick={() => { setRecovery(!recovery); setCode(''); }}>{t(recovery ? 'second.use_app' : 'second.use_recovery')}</Anchor></p> : null}
      <p className={css.other}><Anchor component="button" type="button" inherit onClick={onBack}>{t('second.back')}</Anchor></p>
    </form>
  );
}
