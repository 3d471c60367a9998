/** On every page while one acts for another: for whom, and the way back to one's own. */
import { Button } from '@mantine/core';
import { UsersRound } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { useActFor, useMaybeSession } from '@/lib/auth';
import css from './ActingStrip.module.css';

export function ActingStrip() {
  const { t } = useTranslation();
  const acting = useMaybeSession()?.acting;
  const actFor = useActFor();
  if (!acting) return null;
  return (
    <aside className={css.strip} aria-label={t('acting.label')}>
      <UsersRound size={18} aria-hidden />
      <strong>{t('acting.for', { name: acting.name })}</strong>
      <Button variant="default" size="compact-sm" loading={actFor.isPending} onClick={() => actFor.mutate(null)}>{t('acting.back')}</Button>
    </aside>
  );
}
