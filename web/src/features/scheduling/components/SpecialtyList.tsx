/** The first question of booking: what kind of clinician. */
import { Skeleton } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { ChevronRight, Stethoscope } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { EmptyState } from '@/components/ui/EmptyState';
import { ErrorState } from '@/components/ui/ErrorState';
import { TimeText } from '@/components/ui/TimeText';
import { soonestQuery, specialtiesQuery } from '../api/slots';
import css from './Booking.module.css';

export function SpecialtyList({ onChoose }: { onChoose: (code: string) => void }) {
  const { t } = useTranslation('scheduling');
  const { data, error, refetch } = useQuery(specialtiesQuery);
  const soonest = useQuery(soonestQuery('video')).data;
  if (error && !data) return <ErrorState problem={error} onRetry={() => void refetch()} />;
  if (!data) return <div role="status" aria-label={t('book.who')}>{[0, 1, 2, 3].map((row) => <Skeleton key={row} height={56} radius="md" mb={8} />)}</div>;
  const offered = data.items.filter((one) => one.doctors > 0);
  if (offered.length === 0) return <EmptyState icon={Stethoscope} title={t('book.nobody')} hint={t('book.nobody_hint')} />;
  return (
    <ul className={css.choices}>
      {offered.map((one) => (
        <li key={one.code}>
          <button type="button" className={css.choice} onClick={() => onChoose(one.code)}>
            <span><strong>{one.name}</strong><span className={css.quiet}>{soonest?.[one.code] ? <>{t('book.next')} <TimeText at={soonest[one.code]!} /></> : t('book.clinicians', { count: one.doctors })}</span></span>
            <ChevronRight size={20} aria-hidden className="flip-rtl" />
          </button>
        </li>
      ))}
    </ul>
  );
}
