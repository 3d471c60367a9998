/** The authenticator app: set it up with a picture and a code, keep the recovery codes, take it away. */
import { Button, TextInput } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useState, type FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { useConfirm } from '@/components/ui/confirm';
import { FormProblem } from '@/components/ui/FormProblem';
import { StatusBadge } from '@/components/ui/StatusBadge';
import { useBeginTotp, useConfirmTotp, useNewCodes, useRemoveTotp, type Security } from '../api/security';
import { Codes } from './Codes';
import css from './Forms.module.css';

type Begun = { seed: string; qr: string };

export function Authenticator({ security }: { security: Security }) {
  const { t } = useTranslation('identity');
  const qc = useQueryClient();
  const confirm = useConfirm();
  const begin = useBeginTotp();
  const renew = useNewCodes();
  const remove = useRemoveTotp();
  const [codes, setCodes] = useState<string[] | null>(null);
  const kept = () => {
    setCodes(null);
    begin.reset();
    void qc.invalidateQueries({ queryKey: ['account'] });
    void qc.invalidateQueries({ queryKey: ['session'] });
  };
  if (codes) return <Codes codes={codes} onDone={kept} />;
  if (!security.totp) {
    if (begin.data) return <Enrol begun={begin.data} onCodes={setCodes} />;
    return <div className={css.stack}><p className={css.lead}>{t('totp.lead')}</p><div><Button variant="default" loading={begin.isPending} onClick={() => begin.mutate()}>{t('totp.begin')}</Button></div></div>;
  }
  const takeAway = async () => {
    if (await confirm({ title: t('totp.remove_title'), body: t('totp.remove_body'), verb: t('totp.remove'), destructive: true })) remove.mutate();
  };
  return (
    <div className={css.stack}>
      <div className={css.buttons}><StatusBadge tone="done" label={t('totp.on')} /><StatusBadge tone={security.recovery_left > 2 ? 'neutral' : 'attention'} label={t('codes.left', { count: security.recovery_left })} /></div>
      <div className={css.buttons}>
        <Button variant="default" loading={renew.isPending} onClick={() => renew.mutate(undefined, { onSuccess: (made) => setCodes(made.codes) })}>{t('codes.new')}</Button>
        <Button variant="default" loading={remove.isPending} onClick={() => void takeAway()}>{t('totp.remove')}</Button>
      </div>
    </div>
  );
}

function Enrol({ begun, onCodes }: { begun: Begun; onCodes: (codes: string[]) => void }) {
  const { t } = useTranslation('identity');
  const [code, setCode] = useState('');
  const check = useConfirmTotp();
  const submit = (event: FormEvent) => {
    event.preventDefault();
    check.mutate(code.replace(/\s/g, ''), { onSuccess: (made) => onCodes(made.codes) });
  };
  const wrong = check.error?.code === 'wrong_code' ? check.error.detail : null;
  return (
    <form onSubmit={submit} noValidate className={css.form}>
      <p className={css.lead}>{t('totp.scan')}</p>
      <img src={begun.qr} alt={t('totp.qr')} className={css.qr} />
      <p className={css.secret}>{begun.seed}</p>
      <FormProblem problem={wrong ? null : check.error} />
      <TextInput label={t('totp.code')} description={t('totp.code_hint')} inputMode="numeric" autoComplete="one-time-code" maxLength={7} error={wrong}
        value={code} onChange={(event) => setCode(event.currentTarget.value)} />
      <div><Button type="submit" loading={check.isPending} disabled={code.trim().length < 6}>{t('totp.confirm')}</Button></div>
    </form>
  );
}
