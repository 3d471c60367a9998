/** ISO 8601 durations, dates and cycles as parts that words can be made of. Pure. */
export const UNITS = ['minutes', 'hours', 'days', 'weeks'] as const;
export type Unit = (typeof UNITS)[number];
export type Amount = { count: number; unit: Unit };

const letters: Record<Unit, string> = { minutes: 'M', hours: 'H', days: 'D', weeks: 'W' };

export const toIso = ({ count, unit }: Amount) => (unit === 'days' || unit === 'weeks' ? `P${count}${letters[unit]}` : `PT${count}${letters[unit]}`);

const DURATION = /^P(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)W)?(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?)?$/;
export type Pieces = Partial<Record<'years' | 'months' | 'weeks' | 'days' | 'hours' | 'minutes' | 'seconds', number>>;

/** The parts of a duration, or null when it is none (an expression, a mistake). */
export function pieces(text: string): Pieces | null {
  const found = DURATION.exec(text.trim());
  if (!found || text.trim() === 'P' || text.trim().endsWith('T')) return null;
  const names = ['years', 'months', 'weeks', 'days', 'hours', 'minutes', 'seconds'] as const;
  return Object.fromEntries(names.flatMap((name, index) => (found[index + 1] ? [[name, Number(found[index + 1])]] : [])));
}

/** A duration of one unit, for the simple editor. */
export function simple(text: string): Amount | null {
  const parts = pieces(text);
  if (!parts) return null;
  const [only, ...more] = Object.entries(parts);
  if (!only || more.length || !UNITS.includes(only[0] as Unit)) return null;
  return { count: only[1], unit: only[0] as Unit };
}

/** `R3/PT1H`: how often and how far apart; without a number, for ever. */
export function cycle(text: string): { times: number | null; every: Pieces } | null {
  const found = /^R(\d*)\/(P.+)$/.exec(text.trim());
  const every = found && pieces(found[2]!);
  return found && every ? { times: found[1] ? Number(found[1]) : null, every } : null;
}

export const isDateText = (text: string) => /^\d{4}-\d{2}-\d{2}(T[\d:.]+(Z|[+-]\d{2}:\d{2})?)?$/.test(text.trim());
