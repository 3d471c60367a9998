/** A password that is told once, to be handed over. */
import { Button, CopyButton } from '@mantine/core';
import { KeyRound } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import css from './FirstPassword.module.css';

export function FirstPassword({ email, password }: { email: string; password: string }) {
  const { t } = useTranslation('staff');
  return (
    <div className={css.box} role="status">
      <KeyRound size={20} aria-hidden />
      <div className={css.words}>
        <p>{t('password.told', { email })}</p>
        <p className={css.password}>{password}</p>
        <CopyButton value={password}>{({ copied, copy }) => <Button variant="default" onClick={copy}>{t(copied ? 'password.copied' : 'password.copy')}</Button>}</CopyButton>
      </div>
    </div>
  );
}
