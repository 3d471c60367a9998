/** Calendar dates as rotas name them. */
import i18next from 'i18next';
import { addDays } from '@/lib/time';

const language = () => { const found = i18next.resolvedLanguage ?? 'en'; return found === 'en' ? 'en-GB' : found; };
const utc = (date: string) => Date.parse(`${date}T00:00:00Z`);
/** "Mon 30 Nov" */
export const dayLabel = (date: string) => new Intl.DateTimeFormat(language(), { timeZone: 'UTC', weekday: 'short', day: 'numeric', month: 'short' }).format(utc(date)).replace(',', '');
/** Monday is 0; the 5th of January 2026 was one. */
export const weekdayName = (day: number) => new Intl.DateTimeFormat(language(), { timeZone: 'UTC', weekday: 'short' }).format(utc(addDays('2026-01-05', day)));
export const monday = (date: string) => addDays(date, -((new Date(utc(date)).getUTCDay() + 6) % 7));
