/** Words for who meets a hidden row: that there is something, never what; and the way in for an emergency. */
import { Anchor } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { EyeOff } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { actingFor } from '@/lib/acting';
import { useMay } from '@/lib/auth';
import css from './Restricted.module.css';

export function Restricted({ when }: { when: boolean | undefined }) {
  const { t } = useTranslation();
  const may = useMay();
  if (!when) return null;
  return (
    <div className={css.note} role="note">
      <EyeOff size={18} aria-hidden />
      <p>
        <strong>{t('common:restricted.title')}</strong> {t(actingFor() ? 'common:restricted.hint_proxy' : 'common:restricted.hint')}
        {may('glass.break') ? <>{' '}<Anchor component={Link} to="/emergency-access" inherit>{t('common:restricted.emergency')}</Anchor></> : null}
      </p>
    </div>
  );
}
