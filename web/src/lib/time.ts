/** Instants are UTC ISO strings; people read them in the facility's stated zone. Dates without time ("2026-11-21") have no zone. */
import i18next from 'i18next';
import { useCallback } from 'react';
import { useNow } from './clock';
import { useFacility } from './auth';

export type Instant = string | number | Date;
const DAY = 86_400_000;
const ms = (at: Instant) => (at instanceof Date ? at.getTime() : typeof at === 'number' ? at : Date.parse(at));
const language = () => i18next.resolvedLanguage ?? 'en';

const cache = new Map<string, Intl.DateTimeFormat>();
function formatter(zone: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = `${language()}|${zone}|${JSON.stringify(options)}`;
  let found = cache.get(key);
  if (!found) {
    found = new Intl.DateTimeFormat(language() === 'en' ? 'en-GB' : language(), { timeZone: zone, ...options });
    cache.set(key, found);
  }
  return found;
}

/** "14:30" */
export const clockTime = (at: Instant, zone: string) => formatter(zone, { hour: '2-digit', minute: '2-digit' }).format(ms(at));
/** "01:30 EST": which of two that look alike in the night in which an hour comes twice. */
export const clockAndZone = (at: Instant, zone: string) => formatter(zone, { hour: '2-digit', minute: '2-digit', timeZoneName: 'short' }).format(ms(at));
/** "Sat 21 Nov" (with the year when it is another one) */
export function shortDate(at: Instant, zone: string, now: number = Date.now()): string {
  const other = dayKey(at, zone).slice(0, 4) !== dayKey(now, zone).slice(0, 4);
  return formatter(zone, { weekday: 'short', day: 'numeric', month: 'short', ...(other ? { year: 'numeric' } : {}) }).format(ms(at)).replace(',', '');
}
/** "Saturday 21 November 2026, 14:30 CET": for title attributes and print. */
export const fullTime = (at: Instant, zone: string) =>
  formatter(zone, { weekday: 'long', day: 'numeric', month: 'long', year: 'numeric', hour: '2-digit', minute: '2-digit', timeZoneName: 'short' }).format(ms(at));

/** The calendar day of an instant in a zone, "2026-11-21". */
export function dayKey(at: Instant, zone: string): string {
  const parts = new Intl.DateTimeFormat('en-CA', { timeZone: zone, year: 'numeric', month: '2-digit', day: '2-digit' }).formatToParts(ms(at));
  const part = (type: string) => parts.find((p) => p.type === type)?.value ?? '';
  return `${part('year')}-${part('month')}-${part('day')}`;
}

const dayNumber = (at: Instant, zone: string) => Date.parse(`${dayKey(at, zone)}T00:00:00Z`) / DAY;

/** "in 12 min", "3 hr ago", "tomorrow": one unit, rounded the way people speak. */
export function relative(at: Instant, now: number): string {
  const seconds = Math.round((ms(at) - now) / 1000);
  const size = Math.abs(seconds);
  const words = new Intl.RelativeTimeFormat(language(), { numeric: 'auto', style: 'short' });
  const say = (value: number, unit: Intl.RelativeTimeFormatUnit) => words.format(value, unit).replace(/\.(?=\s|$)/g, '');
  if (size < 45) return words.format(0, 'second');
  if (size < 3600 - 30) return say(Math.round(seconds / 60), 'minute');
  if (size < DAY / 1000) return say(Math.round(seconds / 3600), 'hour');
  if (size < 14 * 86_400) return say(Math.round(seconds / 86_400), 'day');
  if (size < 60 * 86_400) return say(Math.round(seconds / (7 * 86_400)), 'week');
  if (size < 365 * 86_400) return say(Math.round(seconds / (30.44 * 86_400)), 'month');
  return say(Math.round(seconds / (365.25 * 86_400)), 'year');
}

/** "today", "tomorrow", "Sat 21 Nov" */
export function dayName(at: Instant, zone: string, now: number): string {
  const distance = dayNumber(at, zone) - dayNumber(now, zone);
  if (Math.abs(distance) > 1) return shortDate(at, zone, now);
  return new Intl.RelativeTimeFormat(language(), { numeric: 'auto' }).format(distance, 'day');
}

/** "today 14:30, in 12 min": both, because one of them is always the one needed. Beyond a day the distance is left out. */
export function when(at: Instant, zone: string, now: number): string {
  const point = `${dayName(at, zone, now)} ${clockTime(at, zone)}`;
  return Math.abs(ms(at) - now) < DAY ? `${point}, ${relative(at, now)}` : point;
}

/** A date without a time, as "21 Nov 1980". */
export function plainDate(date: string): string {
  return formatter('UTC', { day: 'numeric', month: 'short', year: 'numeric' }).format(Date.parse(`${date}T00:00:00Z`));
}

/** `days` later on the calendar, "2026-11-22" of "2026-11-21". */
export const addDays = (date: string, days: number): string => new Date(Date.parse(`${date}T00:00:00Z`) + days * DAY).toISOString().slice(0, 10);

/** Whole years on the day `today`; null when unknown. */
export function age(birthDate: string | null | undefined, today: string): number | null {
  if (!birthDate) return null;
  return Number(today.slice(0, 4)) - Number(birthDate.slice(0, 4)) - (today.slice(5) < birthDate.slice(5) ? 1 : 0);
}

/** "Eastern Time": which clock the times are on. */
export function zoneName(zone: string, at: Instant = Date.now()): string {
  const parts = formatter(zone, { timeZoneName: 'longGeneric' }).formatToParts(ms(at));
  return parts.find((part) => part.type === 'timeZoneName')?.value ?? zone;
}

/** "4:05", "1:02:09"; negative durations carry a minus. */
export function stopwatch(milliseconds: number): string {
  const total = Math.floor(Math.abs(milliseconds) / 1000);
  const [hours, minutes, seconds] = [Math.floor(total / 3600), Math.floor((total % 3600) / 60), total % 60];
  const tail = `${hours ? String(minutes).padStart(2, '0') : minutes}:${String(seconds).padStart(2, '0')}`;
  return `${milliseconds <= -1000 ? '−' : ''}${hours ? `${hours}:` : ''}${tail}`;
}

/** The facility's day, whatever day it is where this browser stands. */
export function useToday(): string {
  const { zone } = useFacility();
  return dayKey(useNow(), zone);
}

/** Formatting bound to the facility's zone and the ticking clock. */
export function useWhen(): (at: Instant) => string {
  const { zone } = useFacility();
  const now = useNow();
  return useCallback((at: Instant) => when(at, zone, now), [zone, now]);
}
