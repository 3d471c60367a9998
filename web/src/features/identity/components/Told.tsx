/** A secret that is told once. */
import { Button, CopyButton } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import css from './Forms.module.css';

export function Told({ lead, secret, onDone }: { lead: string; secret: string; onDone: () => void }) {
  const { t } = useTranslation('identity');
  return (
    <div className={css.stack} role="status">
      <p className={css.lead}>{lead}</p>
      <p className={css.secret}>{secret}</p>
      <div className={css.buttons}>
        <CopyButton value={secret}>{({ copied, copy }) => <Button variant="default" onClick={copy}>{t(copied ? 'codes.copied' : 'codes.copy')}</Button>}</CopyButton>
        <Button onClick={onDone}>{t('told.done')}</Button>
      </div>
    </div>
  );
}
