/** On top of a page some part of which could not be read and does not say so itself. */
import { Button } from '@mantine/core';
import { CircleAlert } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { useUnsaid } from '@/lib/failed';
import css from './NotAll.module.css';

export function NotAll() {
  const { t } = useTranslation();
  const { count, retry } = useUnsaid();
  if (!count) return null;
  return (
    <div className={css.strip} role="alert">
      <CircleAlert size={18} aria-hidden />
      <span>{t('not_all')}</span>
      <Button variant="default" size="compact-sm" onClick={retry}>{t('retry')}</Button>
    </div>
  );
}
