/** An instant in the facility's zone, always with the exact time in its tooltip. */
import { useNow } from '@/lib/clock';
import { useFacility } from '@/lib/auth';
import { clockTime, dayName, fullTime, plainDate, relative, shortDate, when, type Instant } from '@/lib/time';

type Style = 'when' | 'clock' | 'day' | 'date' | 'ago';
const say: Record<Style, (at: Instant, zone: string, now: number) => string> = {
  when,
  clock: (at, zone) => clockTime(at, zone),
  day: (at, zone, now) => dayName(at, zone, now),
  date: (at, zone, now) => shortDate(at, zone, now),
  ago: (at, _zone, now) => relative(at, now),
};

/** `when` "today 14:30, in 12 min" · `clock` "14:30" · `day` "tomorrow" · `date` "Sat 21 Nov" · `ago` "3 min ago" */
export function TimeText({ at, as = 'when' }: { at: Instant; as?: Style }) {
  const { zone } = useFacility();
  const now = useNow();
  const date = new Date(at);
  if (Number.isNaN(date.getTime())) return <span>—</span>;
  return <time dateTime={date.toISOString()} title={fullTime(date, zone)}>{say[as](date, zone, now)}</time>;
}

/** A calendar date without a time, "21 Nov 1980". */
export function DateText({ date }: { date: string }) {
  return <time dateTime={date}>{plainDate(date)}</time>;
}
