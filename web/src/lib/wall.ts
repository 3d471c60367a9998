/** Between moments and the facility's wall clock: for calendars that know no zones, and for what people type. */
import { serverNow } from './clock';

const parts = (zone: string) => new Intl.DateTimeFormat('en-CA', {
  timeZone: zone, year: 'numeric', month: '2-digit', day: '2-digit', hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23',
});

/** "2026-11-29 14:30:00": what a clock in `zone` shows at `at`. */
export function wallOf(at: string | number, zone: string): string {
  const found = Object.fromEntries(parts(zone).formatToParts(new Date(at)).map((part) => [part.type, part.value]));
  // A year that is still being typed ("0002") is a year, too.
  return `${found.year?.padStart(4, '0')}-${found.month}-${found.day} ${found.hour}:${found.minute}:${found.second}`;
}

/** The same as an input of the kind datetime-local wants it: "2026-11-29T14:30". */
export const typedOf = (at: string | number, zone: string, seconds = false): string => wallOf(at, zone).replace(' ', 'T').slice(0, seconds ? 19 : 16);

/**
 * The moments at which a clock in `zone` shows `wall` (seconds may be left out), in their order: one; two in the night in
 * autumn in which an hour comes again; where spring leaves the time out, the moment after the gap.
 */
export function momentsOf(wall: string, zone: string): string[] {
  const whole = wall.replace('T', ' ').padEnd(19, ':00');
  const naive = Date.parse(`${whole.replace(' ', 'T')}Z`);
  const offset = (at: number) => Date.parse(`${wallOf(at, zone).replace(' ', 'T')}Z`) - at;
  const day = 86_400_000;
  const moments = [...new Set([offset(naive - day), offset(naive + day)])].map((each) => naive - each).sort((a, b) => a - b);
  const right = moments.filter((at) => wallOf(at, zone) === whole);
  return (right.length ? right : [Math.max(...moments)]).map((at) => new Date(at).toISOString());
}

/** The first of them: of a time that comes twice whoever only types it means the first. */
export const momentOf = (wall: string, zone: string): string => momentsOf(wall, zone)[0] ?? '';

/** Now (or so many milliseconds later) by the server's clock, as a form begins with it: without the seconds that nobody types. */
export const thisMinute = (later = 0): string => new Date(Math.floor((serverNow() + later) / 60_000) * 60_000).toISOString();

/** The last second of a day in `zone`: for what holds until a day, that day included. */
export const endOfDay = (day: string, zone: string): string => momentOf(`${day} 23:59:59`, zone);
