/** The free times of one day. A time that somebody takes leaves at once, with a kind word. */
import { Loader } from '@mantine/core';
import { useEffect, useState, useSyncExternalStore } from 'react';
import { useTranslation } from 'react-i18next';
import { clockTime, dayKey } from '@/lib/time';
import { readGone, subscribeGone, type Day, type Slot } from '../api/slots';
import { hourIn } from '../format';
import css from './Booking.module.css';

const parts = [['morning', 0, 12], ['afternoon', 12, 17], ['evening', 17, 24]] as const;

/** `stale`: these are still the times of the choice before; they hold the place, but nobody may take them. */
type Props = { day: Day; zone: string; busy: string | null; stale: boolean; onChoose: (slot: Slot) => void };

export function TimeGrid({ day, zone, busy, stale, onChoose }: Props) {
  const { t } = useTranslation('scheduling');
  const groups = parts.map(([name, from, until]) => [name, day.slots.filter((slot) => {
    const hour = hourIn(slot.starts_at, zone);
    return hour >= from && hour < until;
  })] as const).filter(([, slots]) => slots.length > 0);
  return (
    <div>
      <JustTaken day={day.date} zone={zone} />
      {groups.map(([name, slots]) => (
        <section key={name} className={css.part} aria-label={t(`book.${name}`)}>
          <h3>{t(`book.${name}`)}</h3>
          <div className={css.times}>
            {slots.map((slot) => (
              <button key={slot.starts_at} type="button" className={css.time} disabled={busy !== null || stale} onClick={() => onChoose(slot)}>
                {busy === slot.starts_at ? <Loader size={18} aria-label={t('book.keeping')} /> : clockTime(slot.starts_at, zone)}
              </button>
            ))}
          </div>
        </section>
      ))}
    </div>
  );
}

/** News for six seconds, only about the day on screen; the space is kept, so that nothing jumps. */
function JustTaken({ day, zone }: { day: string; zone: string }) {
  const { t } = useTranslation('scheduling');
  const gone = useSyncExternalStore(subscribeGone, readGone);
  const [quietAfter, setQuietAfter] = useState(gone?.seq ?? 0);
  const fresh = gone && gone.seq > quietAfter && dayKey(gone.at, zone) === day ? gone : null;
  useEffect(() => {
    if (!fresh) return;
    const timer = setTimeout(() => setQuietAfter(fresh.seq), 6_000);
    return () => clearTimeout(timer);
  }, [fresh]);
  return <p className={css.news} role="status">{fresh ? t('book.just_taken', { time: clockTime(fresh.at, zone) }) : ''}</p>;
}
