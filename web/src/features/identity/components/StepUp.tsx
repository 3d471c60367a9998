/** Before something dangerous: is it still you? Asked by the server, answered with the password, a passkey or a code by text message; then the act goes on. */
import { Button, Modal, PasswordInput } from '@mantine/core';
import { KeyRound } from 'lucide-react';
import { useQuery } from '@tanstack/react-query';
import { useEffect, useState, type FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { FormProblem } from '@/components/ui/FormProblem';
import { onStepUp, post } from '@/lib/api';
import { canUsePasskeys } from '@/lib/webauthn';
import { securityQuery, useProve, useProveByPasskey, useSendProofCode } from '../api/security';
import { CodeByText } from './CodeByText';
import css from './Forms.module.css';

export default function StepUp() {
  const { t } = useTranslation('identity');
  const [answer, setAnswer] = useState<((proved: boolean) => void) | null>(null);
  useEffect(() => onStepUp(() => new Promise((resolve) => setAnswer(() => resolve))), []);
  useEffect(() => {
    const tell = () => void post('/api/session/printed', { body: { path: location.pathname } }).catch(() => undefined);
    addEventListener('beforeprint', tell);
    return () => removeEventListener('beforeprint', tell);
  }, []);
  const done = (proved: boolean) => {
    answer?.(proved);
    setAnswer(null);
  };
  return (
    <Modal opened={answer !== null} onClose={() => done(false)} title={t('step_up.title')} closeButtonProps={{ 'aria-label': t('common:close') }}>
      {answer ? <Proof onDone={() => done(true)} /> : null}
    </Modal>
  );
}

function Proof({ onDone }: { onDone: () => void }) {
  const { t } = useTranslation('identity');
  const [password, setPassword] = useState('');
  const [code, setCode] = useState('');
  const { data: security } = useQuery(securityQuery);
  const prove = useProve();
  const send = useSendProofCode();
  const byPasskey = useProveByPasskey();
  const byText = send.sent !== undefined;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (byText ? code : password) prove.mutate(byText ? { code: code.replace(/\s/g, '') } : { password }, { onSuccess: onDone });
  };
  const wrong = prove.error?.code === 'wrong_password' || prove.error?.code === 'wrong_code' ? prove.error.detail : null;
  return (
    <form onSubmit={submit} noValidate className={css.form}>
      <p className={css.lead}>{t('step_up.lead')}</p>
      <FormProblem problem={byPasskey.error ?? send.error ?? (wrong ? null : prove.error)} />
      {byText ? null : (
        <PasswordInput label={t('sign_in.password')} autoComplete="current-password" data-autofocus value={password} error={wrong}
          onChange={(event) => setPassword(event.currentTarget.value)} visibilityToggleButtonProps={{ 'aria-label': t('password.show') }} />
      )}
      {security?.sms && !security.sms_rests ? <CodeByText sent={send.sent} sending={send.isPending} onSend={() => { prove.reset(); send.mutate(); }} code={code} onCode={setCode} wrong={byText ? wrong : null} /> : null}
      <div className={css.buttons}>
        <Button type="submit" loading={prove.isPending}>{t('step_up.go')}</Button>
        {canUsePasskeys() ? (
          <Button variant="default" leftSection={<KeyRound size={16} aria-hidden />} loading={byPasskey.isPending}
            onClick={() => byPasskey.mutate(undefined, { onSuccess: (proved) => { if (proved) onDone(); } })}>{t('passkeys.use')}</Button>
        ) : null}
      </div>
    </form>
  );
}
