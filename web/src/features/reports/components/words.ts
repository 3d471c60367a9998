/** How figures and groups read: in the person's language, money in the facility's currency, days as days. */
import type { TFunction } from 'i18next';
import { formatMoney } from '@/lib/money';
import { plainDate } from '@/lib/time';

export type Words = TFunction<'reports'>;
const tidy = (key: string) => key.replaceAll('_', ' ');

export function figure(kind: string, value: number | null | undefined, currency: string, language: string): string {
  if (value === null || value === undefined) return '–';
  if (kind === 'money') return formatMoney({ minor: value, currency }, language);
  const shown = new Intl.NumberFormat(language, { maximumFractionDigits: 1 }).format(value);
  return kind === 'percent' ? `${shown} %` : kind === 'minutes' ? `${shown} min` : shown;
}

export function groupName(t: Words, kind: string, name: string, language: string): string {
  if (name === '') return t('reports:none');
  if (kind === 'day' || kind === 'week') return plainDate(name);
  if (kind === 'month') return new Intl.DateTimeFormat(language, { month: 'short', year: 'numeric', timeZone: 'UTC' }).format(Date.parse(`${name}T00:00:00Z`));
  // 5 January 2026 is a Monday.
  if (kind === 'weekday') return new Intl.DateTimeFormat(language, { weekday: 'long', timeZone: 'UTC' }).format(Date.UTC(2026, 0, 4 + Number(name)));
  if (kind === 'hour') return `${name.padStart(2, '0')}:00`;
  return kind === 'code' ? t(`codes.${name}` as 'codes.video', tidy(name)) : name;
}

export const columnName = (t: Words, key: string) => t(`words.${key}` as 'words.visits', tidy(key));
export const subjectName = (t: Words, key: string) => t(`subjects.${key}` as 'subjects.visits', tidy(key));
