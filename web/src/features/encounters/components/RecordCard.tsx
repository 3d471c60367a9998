/** On the patient's home: the way to the record. */
import { Link } from '@tanstack/react-router';
import { ChevronRight } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import css from './Summary.module.css';

export default function RecordCard() {
  const { t } = useTranslation('encounters');
  return <Link to="/my/record" className={css.card ?? ''}><span><strong>{t('mine.title')}</strong><span className={css.quiet}>{t('mine.card')}</span></span><ChevronRight size={20} aria-hidden className="flip-rtl" /></Link>;
}
