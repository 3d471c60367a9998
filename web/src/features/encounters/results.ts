/** A report while it is typed: "<5" is a value with a comparator, "positive" is words. */
import { thisMinute } from '@/lib/wall';
import type { Analyte, Enter, Report } from './api/results';

export type Typed = { key: number; name: string; code: string; value: string; unit: string; low: string; high: string; critical_low: string | null; critical_high: string | null; abnormal: boolean };
export type Draft = { title: string; code: string; category: NonNullable<Enter['category']>; status: NonNullable<Enter['status']>; at: string; performer: string; specimen: string; conclusion: string; why: string; rows: Typed[] };

let next = 0;
export const blank = (): Typed => ({ key: next++, name: '', code: '', value: '', unit: '', low: '', high: '', critical_low: null, critical_high: null, abnormal: false });
export const isFilled = (row: Typed) => !!row.name.trim() && !!row.value.trim();

/** A line for something that laboratories measure, with the range for this person; what was typed stays. */
export const of = (one: Analyte, row: Typed = blank()): Typed => ({
  ...row, name: one.name, code: one.code, unit: one.unit, low: one.low ?? '', high: one.high ?? '', critical_low: one.critical_low, critical_high: one.critical_high,
});

export function start(report?: Report): Draft {
  if (!report) return { title: '', code: '', category: 'laboratory', status: 'final', at: thisMinute(), performer: '', specimen: '', conclusion: '', why: '', rows: [blank()] };
  const rows = report.observations.map((one): Typed => ({
    ...blank(), name: one.name, code: one.code, value: one.value === null ? one.words : `${one.comparator}${one.value}`, unit: one.unit,
    low: one.low ?? '', high: one.high ?? '', critical_low: one.critical_low, critical_high: one.critical_high, abnormal: one.interpretation === 'A',
  }));
  const status = report.status === 'amended' || report.status === 'registered' ? 'final' : report.status;
  return { ...report, category: report.category as Draft['category'], status: status as Draft['status'], at: report.effective_at, why: '', rows: rows.length ? rows : [blank()] };
}

/** What a laboratory order asks for. */
export type Asked = { id: string; title: string; specimen: string; tests: { code: string }[]; specimens: { status: string; collected_at: string }[] };

/** A report that begins with what was ordered, from the specimen that was taken. */
export function startOf(order: Asked, analytes: Analyte[]): Draft {
  const rows = order.tests.flatMap(({ code }) => analytes.filter((one) => one.code === code)).map((one) => of(one));
  const tube = order.specimens.find((one) => one.status === 'available');
  return { ...start(), title: order.title, specimen: order.specimen, at: tube?.collected_at ?? thisMinute(), rows: rows.length ? rows : [blank()] };
}

const NUMBER = /^([<>]?)\s*(-?\d+(?:[.,]\d+)?)$/;
const bound = (typed: string) => (typed.trim() ? typed.trim().replace(',', '.') : null);

export function content(draft: Draft): Omit<Enter, 'encounter_id' | 'practitioner_id'> {
  const observations = draft.status === 'registered' ? [] : draft.rows.filter(isFilled).map((row) => {
    const found = NUMBER.exec(row.value.trim());
    const named = { name: row.name.trim(), code: row.code, words: '', value: null, comparator: '' as const, unit: '', low: null, high: null, critical_low: null, critical_high: null, abnormal: null };
    if (!found) return { ...named, words: row.value.trim(), abnormal: row.abnormal };
    const bounds = { low: bound(row.low), high: bound(row.high), critical_low: row.critical_low, critical_high: row.critical_high };
    return { ...named, value: (found[2] ?? '').replace(',', '.'), comparator: (found[1] ?? '') as '' | '<' | '>', unit: row.unit.trim() || '1', ...bounds };
  });
  return {
    title: draft.title.trim(), code: draft.code, category: draft.category, status: draft.status, effective_at: draft.at,
    performer: draft.performer.trim(), specimen: draft.specimen.trim(), conclusion: draft.status === 'registered' ? '' : draft.conclusion.trim(), observations,
  };
}
