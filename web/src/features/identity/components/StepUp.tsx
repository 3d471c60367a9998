/** Before something dangerous: is it still you? Asked by the server, answered with the password or a passkey; then the act goes on. */
import { Button, Modal, PasswordInput } from '@mantine/core';
import { KeyRound } from 'lucide-react';
import { useEffect, useState, type FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { FormProblem } from '@/components/ui/FormProblem';
import { onStepUp, post } from '@/lib/api';
import { canUsePasskeys } from '@/lib/webauthn';
import { useProve, useProveByPasskey } from '../api/security';
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
  const byPassword = useProve();
  const byPasskey = useProveByPasskey();
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (password) byPassword.mutate(password, { onSuccess: onDone });
  };
  const wrong = byPassword.error?.code === 'wrong_password' ? byPassword.error.detail : null;
  return (
    <form onSubmit={submit} noValidate className={css.form}>
      <p className={css.lead}>{t('step_up.lead')}</p>
      <FormProblem problem={byPasskey.error ?? (wrong ? null : byPassword.error)} />
      <PasswordInput label={t('sign_in.password')} autoComplete="current-password" data-autofocus value={password} error={wrong}
        onChange={(event) => setPassword(event.currentTarget.value)} visibilityToggleButtonProps={{ 'aria-label': t('password.show') }} />
      <div className={css.buttons}>
        <Button type="submit" loading={byPassword.isPending}>{t('step_up.go')}</Button>
        {canUsePasskeys() ? (
          <Button variant="default" leftSection={<KeyRound size={16} aria-hidden />} loading={byPasskey.isPending}
            onClick={() => byPasskey.mutate(undefined, { onSuccess: (proved) => { if (proved) onDone(); } })}>{t('passkeys.use')}</Button>
        ) : null}
      </div>
    </form>
  );
}
