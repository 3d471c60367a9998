/** Codes by text message: for whoever has neither a passkey nor an app; weaker than both, and the page says so. */
import { Button, TextInput } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useState, type FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { useConfirm } from '@/components/ui/confirm';
import { FormProblem } from '@/components/ui/FormProblem';
import { StatusBadge } from '@/components/ui/StatusBadge';
import { useBeginSms, useConfirmSms, useNewCodes, useRemoveSms, type Security } from '../api/security';
import { CodeByText } from './CodeByText';
import { Codes } from './Codes';
import css from './Forms.module.css';

export function TextCodes({ security }: { security: Security }) {
  const qc = useQueryClient();
  const [codes, setCodes] = useState<string[] | null>(null);
  const kept = () => {
    setCodes(null);
    void qc.invalidateQueries({ queryKey: ['account'] });
    void qc.invalidateQueries({ queryKey: ['session'] });
  };
  if (codes) return <Codes codes={codes} onDone={kept} />;
  return security.sms ? <Kept security={security} onCodes={setCodes} /> : <Enrol onCodes={setCodes} />;
}

function Kept({ security, onCodes }: { security: Security; onCodes: (codes: string[]) => void }) {
  const { t } = useTranslation('identity');
  const confirm = useConfirm();
  const renew = useNewCodes();
  const remove = useRemoveSms();
  const takeAway = async () => {
    if (await confirm({ title: t('sms.remove_title'), body: t(security.sms_rests ? 'sms.remove_resting' : 'sms.remove_body'), verb: t('sms.remove'), destructive: true })) remove.mutate();
  };
  return (
    <div className={css.stack}>
      <div className={css.buttons}>
        <StatusBadge tone={security.sms_rests ? 'neutral' : 'done'} label={t(security.sms_rests ? 'sms.rests' : 'sms.on', { to: security.sms })} />
        {security.totp ? null : <StatusBadge tone={security.recovery_left > 2 ? 'neutral' : 'attention'} label={t('codes.left', { count: security.recovery_left })} />}
      </div>
      {security.sms_rests ? <p className={css.lead}>{t('sms.rests_lead')}</p> : null}
      <div className={css.buttons}>
        {security.totp ? null : <Button variant="default" loading={renew.isPending} onClick={() => renew.mutate(undefined, { onSuccess: (made) => onCodes(made.codes) })}>{t('codes.new')}</Button>}
        <Button variant="default" loading={remove.isPending} onClick={() => void takeAway()}>{t('sms.remove')}</Button>
      </div>
    </div>
  );
}

function Enrol({ onCodes }: { onCodes: (codes: string[]) => void }) {
  const { t } = useTranslation('identity');
  const [phone, setPhone] = useState('');
  const [code, setCode] = useState('');
  const begin = useBeginSms();
  const check = useConfirmSms();
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (begin.sent) check.mutate(code.replace(/\s/g, ''), { onSuccess: (made) => onCodes(made.codes) });
    else begin.mutate(phone.trim());
  };
  const wrong = check.error?.code === 'wrong_code' ? check.error.detail : null;
  const unusable = begin.error?.code === 'bad_phone' ? begin.error.detail : null;
  return (
    <form onSubmit={submit} noValidate className={css.form}>
      <p className={css.lead}>{t('sms.weaker')}</p>
      <FormProblem problem={unusable ? null : begin.error ?? (wrong ? null : check.error)} />
      {begin.sent ? (
        <>
          <CodeByText sent={begin.sent} sending={begin.isPending} onSend={() => begin.mutate(phone.trim())} code={code} onCode={setCode} wrong={wrong} />
          <div className={css.buttons}>
            <Button type="submit" loading={check.isPending} disabled={code.trim().length < 6}>{t('totp.confirm')}</Button>
            <Button variant="default" onClick={() => { begin.reset(); check.reset(); setCode(''); }}>{t('sms.other_number')}</Button>
          </div>
        </>
      ) : (
        <>
          <TextInput label={t('sms.phone')} type="tel" inputMode="tel" autoComplete="tel" maxLength={40} error={unusable} value={phone} onChange={(event) => setPhone(event.currentTarget.value)} />
          <div><Button type="submit" variant="default" loading={begin.isPending} disabled={phone.trim().length < 4}>{t('sms.send')}</Button></div>
        </>
      )}
    </form>
  );
}
