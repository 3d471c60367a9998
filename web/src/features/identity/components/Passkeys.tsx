/** Passkeys: sign in with the finger, the face or the PIN of the device. */
import { Button } from '@mantine/core';
import { KeyRound } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { useConfirm } from '@/components/ui/confirm';
import { TimeText } from '@/components/ui/TimeText';
import { canUsePasskeys } from '@/lib/webauthn';
import { useAddPasskey, useRemovePasskey, type Security } from '../api/security';
import { device } from '../device';
import css from './Forms.module.css';

export function Passkeys({ security }: { security: Security }) {
  const { t } = useTranslation('identity');
  const confirm = useConfirm();
  const add = useAddPasskey();
  const remove = useRemovePasskey();
  const takeAway = async (id: string, name: string) => {
    if (await confirm({ title: t('passkeys.remove_title', { name }), body: t('passkeys.remove_body'), verb: t('passkeys.remove'), destructive: true })) remove.mutate(id);
  };
  return (
    <div className={css.stack}>
      {security.passkeys.length ? (
        <ul className={css.list}>
          {security.passkeys.map((key) => (
            <li key={key.id} className={css.row}>
              <KeyRound size={20} strokeWidth={1.75} aria-hidden />
              <div className={css.words}>
                <strong>{key.name}</strong>
                <span>{t('passkeys.since')} <TimeText at={key.created_at} as="date" />{key.used_at ? <> · {t('passkeys.used')} <TimeText at={key.used_at} as="ago" /></> : null}</span>
              </div>
              <Button variant="default" onClick={() => void takeAway(key.id, key.name)} aria-label={t('passkeys.remove_named', { name: key.name })}>{t('passkeys.remove')}</Button>
            </li>
          ))}
        </ul>
      ) : null}
      {canUsePasskeys()
        ? <div><Button variant="default" leftSection={<KeyRound size={16} aria-hidden />} loading={add.isPending} onClick={() => add.mutate(device(navigator.userAgent) ?? '')}>{t('passkeys.add')}</Button></div>
        : <p className={css.lead}>{t('passkeys.not_here')}</p>}
    </div>
  );
}
