/** A secret, shown this once. */
import { Button, CopyButton, Modal } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import css from './Webhooks.module.css';

export function Secret({ secret, onClose }: { secret: string | null; onClose: () => void }) {
  const { t } = useTranslation('webhooks');
  return (
    <Modal opened={secret !== null} onClose={onClose} title={t('secret.title')} closeOnClickOutside={false} closeButtonProps={{ 'aria-label': t('close') }}>
      <div className={css.secret}>
        <p>{t('secret.once')}</p>
        <code>{secret}</code>
        <CopyButton value={secret ?? ''}>{({ copied, copy }) => <Button variant="default" onClick={copy}>{copied ? t('secret.copied') : t('secret.copy')}</Button>}</CopyButton>
        <p className={css.quiet}>{t('secret.how')}</p>
        <Button onClick={onClose}>{t('secret.kept')}</Button>
      </div>
    </Modal>
  );
}
