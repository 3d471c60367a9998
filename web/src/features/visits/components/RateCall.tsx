/** One tap after the call: how good was it? A second tap changes it. */
import { Rating } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useRate, type Visit } from '../api/visits';
import css from './Patient.module.css';

export function RateCall({ visit }: { visit: Visit }) {
  const { t } = useTranslation('visits');
  const rate = useRate(visit.id);
  if (!visit.joined_at) return null;
  return (
    <div className={css.place}>
      <p>{visit.rating ? t('rate.thanks') : t('rate.ask')}</p>
      <Rating size="xl" value={visit.rating ?? 0} onChange={(stars) => rate.mutate(stars)} getSymbolLabel={(stars) => t('rate.stars', { count: stars })} aria-label={t('rate.ask')} />
    </div>
  );
}
