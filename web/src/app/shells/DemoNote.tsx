/** Nobody may take the demo hospital for a real one. */
import { FlaskConical } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { useMaybeSession } from '@/lib/auth';
import css from './DemoNote.module.css';

export function DemoNote() {
  const { t } = useTranslation();
  if (!useMaybeSession()?.demo) return null;
  return <p className={css.note}><FlaskConical size={14} aria-hidden /> {t('demo')}</p>;
}
