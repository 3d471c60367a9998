/** The second half of signing in: the code of the app or of a text message, a recovery code, or a passkey. */
import { Anchor, Button, TextInput } from '@mantine/core';
import { KeyRound } from 'lucide-react';
import { useState, type FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { FormProblem } from '@/components/ui/FormProblem';
import { canUsePasskeys } from '@/lib/webauthn';
import { usePasskeySignIn, useSecondFactor, useSendSignInCode } from '../api/security';
import css from '../pages/AuthForm.module.css';
import { CodeByText } from './CodeByText';

type Props = { ticket: string; methods: string[]; onDone: () => void; onBack: () => void };
type Way = 'totp' | 'sms' | 'recovery' | 'passkey';

export function SecondFactor({ ticket, methods, onDone, onBack }: Props) {
  const { t } = useTranslation('identity');
  const usual = (['totp', 'sms', 'passkey'] as const).find((one) => methods.includes(one)) ?? 'recovery';
  const [way, setWay] = useState<Way>(usual);
  const [code, setCode] = useState('');
  const enter = useSecondFactor();
  const send = useSendSignInCode();
  const byPasskey = usePasskeySignIn();
  const submit = (event: FormEvent) => {
    event.preventDefault();
    enter.mutate({ ticket, code: code.trim() }, { onSuccess: onDone });
  };
  const change = (to: Way) => {
    setWay(to);
    setCode('');
    enter.reset();
  };
  const wrong = enter.error?.code === 'wrong_code' ? enter.error.detail : null;
  const asks = way === 'totp' || way === 'recovery' || (way === 'sms' && send.sent);
  return (
    <form onSubmit={submit} noValidate className={css.form}>
      <h1 className={css.title}>{t('second.title')}</h1>
      <p className={css.lead}>{t(`second.${way}_lead`)}</p>
      <FormProblem problem={byPasskey.error ?? send.error ?? (wrong ? null : enter.error)} />
      {way === 'sms' ? <CodeByText main sent={send.sent} sending={send.isPending} onSend={() => send.mutate(ticket)} code={code} onCode={setCode} wrong={wrong} /> : null}
      {way === 'totp' || way === 'recovery' ? (
        <TextInput label={t(way === 'recovery' ? 'second.recovery' : 'totp.code')} inputMode={way === 'recovery' ? 'text' : 'numeric'} autoComplete="one-time-code" maxLength={20} data-autofocus error={wrong}
          value={code} onChange={(event) => setCode(event.currentTarget.value)} />
      ) : null}
      {asks ? <Button type="submit" fullWidth loading={enter.isPending} disabled={code.trim().length < 6} className={css.go}>{t('sign_in.go')}</Button> : null}
      {methods.includes('passkey') && canUsePasskeys() ? (
        <Button variant="default" fullWidth leftSection={<KeyRound size={18} aria-hidden />} loading={byPasskey.isPending}
          onClick={() => byPasskey.mutate(undefined, { onSuccess: (session) => { if (session) onDone(); } })}>{t('passkeys.use')}</Button>
      ) : null}
      {methods.includes('recovery') && usual !== 'recovery' ? <p className={css.other}><Anchor component="button" type="button" inherit onClick={() => change(way === 'recovery' ? usual : 'recovery')}>{t(way === 'recovery' ? 'second.use_other' : 'second.use_recovery')}</Anchor></p> : null}
      <p className={css.other}><Anchor component="button" type="button" inherit onClick={onBack}>{t('second.back')}</Anchor></p>
    </form>
  );
}
