/** Who suits best, and why in words: the first three, each with the next time. One press keeps it. */
import { Loader, Skeleton } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { ChevronRight } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { Avatar, photoOf } from '@/components/ui/Avatar';
import { TimeText } from '@/components/ui/TimeText';
import { bestQuery, type Suggestion } from '../api/desk';
import type { Kind } from '../api/slots';
import css from './Booking.module.css';

type Props = { specialty: string; kind: Kind; patientId: string | undefined; busy: string | null; onChoose: (one: Suggestion) => void };

export function Suggestions({ specialty, kind, patientId, busy, onChoose }: Props) {
  const { t } = useTranslation('scheduling');
  const { data, error } = useQuery(bestQuery(specialty, kind, patientId));
  if (error) return null;
  const why = (one: Suggestion) => (one.because ?? []).map((reason) => t(`best.${patientId ? 'desk_' : ''}${reason}` as 'best.soon')).join(', ');
  return (
    <section aria-label={t('best.title')}>
      <h3 className={css.best}>{t('best.title')}</h3>
      {!data ? <Skeleton height={2 * 92} radius="md" /> : (
        <ul className={css.choices}>
          {data.items.slice(0, 3).map((one) => (
            <li key={one.clinician.id}>
              <button type="button" className={css.choice} disabled={busy !== null} onClick={() => onChoose(one)}>
                <span className={css.person}>
                  <Avatar name={one.clinician.name} src={photoOf(one.clinician)} size={36} />
                  <span><strong>{one.clinician.name}</strong><span className={css.soonest}><TimeText at={one.starts_at} /></span><span className={css.quiet}>{why(one)}</span></span>
                </span>
                {busy === one.clinician.id ? <Loader size={18} aria-label={t('book.keeping')} /> : <ChevronRight size={20} aria-hidden className="flip-rtl" />}
              </button>
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}
