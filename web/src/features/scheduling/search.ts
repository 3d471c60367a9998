/** What the query string of the booking pages may say. */
export const text = (value: unknown) => (typeof value === 'string' && value.length <= 100 ? value : undefined);
export const day = (value: unknown) => (typeof value === 'string' && /^\d{4}-\d{2}-\d{2}$/.test(value) ? value : undefined);
const STATUSES = ['booked', 'arrived', 'fulfilled', 'cancelled', 'no_show'] as const;
export const status = (value: unknown) => STATUSES.find((one) => one === value);
export const kind = (value: unknown) => (value === 'in_person' ? 'in_person' : undefined);
export const booking = (raw: Record<string, unknown>) => ({
  specialty: text(raw.specialty), who: text(raw.who), day: day(raw.day), from: day(raw.from), kind: kind(raw.kind), replaces: text(raw.replaces), patient: text(raw.patient),
});
/** Of the directory of doctors. */
export const doctors = (raw: Record<string, unknown>) => ({
  search: text(raw.search), specialty: text(raw.specialty), language: text(raw.language), place: text(raw.place), kind: raw.kind === 'video' || raw.kind === 'in_person' ? raw.kind : undefined, sort: raw.sort === 'name' ? 'name' as const : undefined,
});
