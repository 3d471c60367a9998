/** On every page while one acts for another: for whom, and the way back to one's own. */
import { Button } from '@mantine/core';
import { UsersRound } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { actFor, actingName } from '@/lib/acting';
import { useMaybeSession } from '@/lib/auth';
import { useRoom } from '@/lib/live';
import css from './ActingStrip.module.css';

export function ActingStrip() {
  const { t } = useTranslation();
  const patient = useMaybeSession()?.acting_for;
  useRoom(patient ? `acting:${patient}` : null);
  if (!patient) return null;
  return (
    <aside className={css.strip} aria-label={t('acting.label')}>
      <UsersRound size={18} aria-hidden />
      <strong>{t('acting.for', { name: actingName() })}</strong>
      <Button variant="default" size="compact-sm" onClick={() => actFor(null)}>{t('acting.back')}</Button>
    </aside>
  );
}
