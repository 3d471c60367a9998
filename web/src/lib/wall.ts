/** Between moments and the facility's wall clock, for calendars that know no zones. */

const parts = (zone: string) => new Intl.DateTimeFormat('en-CA', {
  timeZone: zone, year: 'numeric', month: '2-digit', day: '2-digit', hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23',
});

/** "2026-11-29 14:30:00": what a clock in `zone` shows at `at`. */
export function wallOf(at: string | number, zone: string): string {
  const found = Object.fromEntries(parts(zone).formatToParts(new Date(at)).map((part) => [part.type, part.value]));
  return `${found.year}-${found.month}-${found.day} ${found.hour}:${found.minute}:${found.second}`;
}

/** The moment at which a clock in `zone` shows `wall`; shown twice in autumn: the first; never in spring: the moment after the gap. */
export function momentOf(wall: string, zone: string): string {
  const naive = Date.parse(`${wall.replace(' ', 'T')}Z`);
  const offset = (at: number) => Date.parse(`${wallOf(at, zone).replace(' ', 'T')}Z`) - at;
  const day = 86_400_000;
  const moments = [...new Set([offset(naive - day), offset(naive + day)])].map((each) => naive - each).sort((a, b) => a - b);
  const right = moments.find((at) => wallOf(at, zone) === wall.replace('T', ' '));
  return new Date(right ?? Math.max(...moments)).toISOString();
}
