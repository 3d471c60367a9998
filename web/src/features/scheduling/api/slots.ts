/** Free times, a week at a time. Facts take a time away at once, in place, so nobody reaches for one that is gone. */
import { queryOptions, type QueryClient } from '@tanstack/react-query';
import { get, type Reply } from '@/lib/api';
import type { Fact } from '@/lib/live';

export type Slots = Reply<'/api/slots', 'get'>;
export type Day = Slots['days'][number];
export type Slot = Day['slots'][number];
export type Clinician = Slots['clinicians'][number];
export type Kind = 'video' | 'in_person';
/** Whom one wants to see: a clinician, or anybody of a specialty. */
export type Whom = { practitioner_id: string } | { specialty: string };

export const DAYS = 7;

export const slotsQuery = (whom: Whom, kind: Kind, from: string | undefined) => queryOptions({
  queryKey: ['slots', whom, kind, from ?? 'today'],
  queryFn: ({ signal }) => get('/api/slots', { query: { ...whom, kind, days: DAYS, from: from ?? null }, signal }),
  staleTime: 15_000,
});

export const specialtiesQuery = queryOptions({
  queryKey: ['specialties'],
  queryFn: ({ signal }) => get('/api/specialties', { signal }),
});

/** When each specialty has its first free time, by code. */
export const soonestQuery = (kind: Kind) => queryOptions({
  queryKey: ['slots', 'soonest', kind],
  queryFn: async ({ signal }) => Object.fromEntries((await get('/api/slots/soonest', { query: { kind }, signal })).items.map((row) => [row.specialty, row.starts_at])),
  staleTime: 30_000,
});

const overlaps = (slot: Slot, from: number, until: number) => Date.parse(slot.starts_at) < until && Date.parse(slot.ends_at) > from;

/** The day without what is gone; the same object when nothing changed. */
export function without(day: Day, practitioner: string, from: number, until: number): Day {
  let changed = false;
  const slots = day.slots.flatMap((slot) => {
    if (!overlaps(slot, from, until) || !slot.practitioner_ids.includes(practitioner)) return [slot];
    changed = true;
    const left = slot.practitioner_ids.filter((id) => id !== practitioner);
    return left.length ? [{ ...slot, practitioner_ids: left }] : [];
  });
  return changed ? { ...day, slots } : day;
}

type Gone = { at: string; seq: number } | null;
let gone: Gone = null;
let own: string | null = null;
const listeners = new Set<() => void>();

/** The time that this page is taking itself: no news to the person who takes it. */
export function taking(startsAt: string | null) { own = startsAt; }
export const readGone = () => gone;
export function subscribeGone(listener: () => void) {
  listeners.add(listener);
  return () => void listeners.delete(listener);
}

function tell(at: string) {
  gone = { at, seq: (gone?.seq ?? 0) + 1 };
  for (const listener of listeners) listener();
}

const same = (one: string, other: string | null) => other !== null && Date.parse(one) === Date.parse(other);

/** SlotTaken: out of every list that shows it, with a word to those who see it go. */
export function onTaken(fact: Fact, qc: QueryClient) {
  const from = Date.parse(String(fact.starts_at));
  const until = Date.parse(String(fact.ends_at));
  if (same(String(fact.starts_at), own)) return;
  qc.setQueriesData<Slots>({ queryKey: ['slots'], predicate: (query) => query.queryKey[1] !== 'soonest' }, (data) => {
    if (!data) return data;
    const days = data.days.map((day) => without(day, String(fact.practitioner_id), from, until));
    for (const [index, day] of days.entries()) {
      const before = data.days[index]?.slots ?? [];
      for (const slot of before) if (!day.slots.some((left) => left.starts_at === slot.starts_at)) tell(slot.starts_at);
    }
    return { ...data, days };
  });
}

let again: ReturnType<typeof setTimeout> | undefined;

/** SlotFreed: what is free is the server's to say; asked once for many. */
export function onFreed(_fact: Fact, qc: QueryClient) {
  again ??= setTimeout(() => {
    again = undefined;
    void qc.invalidateQueries({ queryKey: ['slots'] });
  }, 300);
}
