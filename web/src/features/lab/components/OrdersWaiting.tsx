/** Above the results: tests for which one is to come. */
import { Link } from '@tanstack/react-router';
import { useQuery } from '@tanstack/react-query';
import { ChevronRight, TestTubes } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { ownOrdersQuery, toCome } from '../api/mine';
import css from './Mine.module.css';

export default function OrdersWaiting() {
  const { t } = useTranslation('lab');
  const { data } = useQuery(ownOrdersQuery);
  if (!data?.items.length) return null;
  const waiting = data.items.filter(toCome).length;
  return (
    <Link to="/my/orders" className={css.teaser ?? ''}>
      <TestTubes size={24} strokeWidth={1.75} aria-hidden />
      <span><strong>{waiting ? t('mine.waiting', { count: waiting }) : t('mine.title')}</strong><span>{waiting ? t('mine.show') : t('mine.lead')}</span></span>
      <ChevronRight size={20} aria-hidden className="flip-rtl" />
    </Link>
  );
}
