/** Calendar dates in the reader's language. */
import i18next from 'i18next';
import { addDays } from '@/lib/time';

const language = () => { const found = i18next.resolvedLanguage ?? 'en'; return found === 'en' ? 'en-GB' : found; };
const utc = (date: string) => Date.parse(`${date}T00:00:00Z`);
const dated = (options: Intl.DateTimeFormatOptions) => (date: string) => new Intl.DateTimeFormat(language(), { timeZone: 'UTC', ...options }).format(utc(date));

/** "Sat" */
export const weekday = dated({ weekday: 'short' });
/** "21" */
export const dayNumber = dated({ day: 'numeric' });
/** "Saturday 21 November" */
export const longDate = (date: string) => dated({ weekday: 'long', day: 'numeric', month: 'long' })(date).replace(',', '');
/** "Sat 21 Nov" */
export const shortDate = (date: string) => dated({ weekday: 'short', day: 'numeric', month: 'short' })(date).replace(',', '');
/** "November 2026", or both months of a week that has two */
export function monthOf(first: string, last: string): string {
  const [one, other] = [dated({ month: 'long', year: 'numeric' })(first), dated({ month: 'long', year: 'numeric' })(last)];
  return one === other ? one : `${dated({ month: 'long' })(first)} – ${other}`;
}

/** The hour of the day at which `at` falls on the clock of `zone`. */
export function hourIn(at: string, zone: string): number {
  return Number(new Intl.DateTimeFormat('en-GB', { timeZone: zone, hour: '2-digit', hourCycle: 'h23' }).format(new Date(at)));
}

/** "Monday" of 0, as ISO 8601 orders the days. */
export const weekdayName = (weekday: number) => dated({ weekday: 'long' })(addDays('2024-01-01', weekday));
/** "Spanish" of "es". */
export const languageName = (code: string) => new Intl.DisplayNames([language()], { type: 'language' }).of(code) ?? code;
