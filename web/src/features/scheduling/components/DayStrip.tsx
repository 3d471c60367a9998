/** A week of days, each with what is free; arrows go a week on or back. */
import { ActionIcon } from '@mantine/core';
import { ChevronLeft, ChevronRight } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { zoneName } from '@/lib/time';
import type { Day } from '../api/slots';
import { dayNumber, longDate, monthOf, weekday } from '../format';
import css from './Booking.module.css';

type Props = { days: Day[]; zone: string; chosen: string | undefined; onChoose: (date: string) => void; onBack: (() => void) | null; onNext: (() => void) | null };

export function DayStrip({ days, zone, chosen, onChoose, onBack, onNext }: Props) {
  const { t } = useTranslation('scheduling');
  return (
    <div className={css.strip}>
      <div className={css.month}>
        <p><strong>{monthOf(days[0]!.date, days.at(-1)!.date)}</strong><span className={css.quiet}>{zoneName(zone)}</span></p>
        <ActionIcon aria-label={t('book.earlier')} disabled={!onBack} onClick={onBack ?? undefined}><ChevronLeft size={20} className="flip-rtl" /></ActionIcon>
        <ActionIcon aria-label={t('book.later')} disabled={!onNext} onClick={onNext ?? undefined}><ChevronRight size={20} className="flip-rtl" /></ActionIcon>
      </div>
      <div className={css.days} role="group" aria-label={t('book.day')}>
        {days.map((day) => (
          <button
            key={day.date} type="button" className={css.day} aria-pressed={day.date === chosen} disabled={day.slots.length === 0}
            aria-label={`${longDate(day.date)}, ${t('book.free', { count: day.slots.length })}`} onClick={() => onChoose(day.date)}
          >
            <span>{weekday(day.date)}</span>
            <strong>{dayNumber(day.date)}</strong>
            <span className={css.load} data-some={day.slots.length > 0 || undefined}>{day.slots.length || '–'}</span>
          </button>
        ))}
      </div>
    </div>
  );
}
