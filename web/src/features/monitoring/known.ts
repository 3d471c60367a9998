/** The vital signs as the screens name and colour them; codes are LOINC, units UCUM (shown as people write them). */
export type Key = 'hr' | 'spo2' | 'rr' | 'sbp' | 'dbp' | 'temp' | 'weight' | 'glucose' | 'oxygen' | 'acvpu';
export const CODES: Record<Key, string> = {
  hr: '8867-4', spo2: '59408-5', rr: '9279-1', sbp: '8480-6', dbp: '8462-4', temp: '8310-5', weight: '29463-7', glucose: '2339-0', oxygen: '3151-8', acvpu: '80288-4',
};
export const UNITS: Record<Key, string> = {
  hr: '/min', spo2: '%', rr: '/min', sbp: 'mm[Hg]', dbp: 'mm[Hg]', temp: 'Cel', weight: 'kg', glucose: 'mg/dL', oxygen: 'L/min', acvpu: '1',
};
const SHOWN: Record<string, string> = { 'mm[Hg]': 'mmHg', Cel: '°C', '/min': '/min', '{score}': '', '1': '' };
const KEYS = new Map(Object.entries(CODES).map(([key, code]) => [code, key as Key]));

export const keyOf = (code: string): Key | null => KEYS.get(code) ?? null;
export const unitText = (unit: string) => SHOWN[unit] ?? unit;
/** Which of the five colours of a bedside monitor a vital sign has, everywhere. */
export const colourOf = (key: Key | null): string => (key === 'sbp' || key === 'dbp' ? 'bp' : key === 'hr' || key === 'spo2' || key === 'rr' ? key : 'temp');

export function numberText(value: number | string | null | undefined, key: Key | null): string {
  if (value === null || value === undefined || value === '') return '–';
  const number = Number(value);
  return number.toFixed(key === 'temp' || key === 'weight' || (key === 'oxygen' && number % 1 !== 0) ? 1 : 0);
}

/** What the newest values say, by key: streamed ones over stored ones. */
export function newest(latest: { code: string; value: string | number }[], live?: Record<string, number>): Partial<Record<Key, number>> {
  const found: Partial<Record<Key, number>> = {};
  for (const row of latest) { const key = keyOf(row.code); if (key) found[key] = Number(row.value); }
  return { ...found, ...live };
}

/** When each of those that are not live was measured: an old number must not pass for one of this second. */
export function measured(latest: { code: string; effective_at: string }[], live?: Record<string, number>): Partial<Record<Key, string>> {
  const found: Partial<Record<Key, string>> = {};
  for (const row of latest) { const key = keyOf(row.code); if (key && live?.[key] === undefined) found[key] = row.effective_at; }
  return found;
}

/** int16 little endian out of base64. */
export function samplesOf(text: string): Int16Array {
  const raw = atob(text);
  const bytes = new Uint8Array(raw.length);
  for (let n = 0; n < raw.length; n += 1) bytes[n] = raw.charCodeAt(n);
  return new Int16Array(bytes.buffer, 0, bytes.length >> 1);
}

const ORDER = ['high', 'medium', 'low'];
/** Worst first: open high alerts, then medium ones, then technical ones, then by bed. */
export function severity(alerts: { priority: string; status: string; kind: string }[]): number {
  const ranks = alerts.map((alert) => ORDER.indexOf(alert.priority) * 2 + (alert.status === 'raised' ? 0 : 1) + (alert.kind === 'technical' ? 6 : 0));
  return Math.min(99, ...ranks);
}
