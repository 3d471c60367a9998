import { describe, expect, it } from 'vitest';
import { addDays, age, clockTime, dayKey, plainDate, relative, shortDate, stopwatch, when } from './time';

const now = Date.parse('2026-11-21T14:18:00Z');
const at = (iso: string) => Date.parse(iso);

describe('times are said in the facility’s zone', () => {
  it('gives both the point and the distance', () => {
    expect(when('2026-11-21T14:30:00Z', 'UTC', now)).toBe('today 14:30, in 12 min');
    expect(when('2026-11-21T14:30:00Z', 'America/New_York', now)).toBe('today 09:30, in 12 min');
    expect(when('2026-11-22T09:00:00Z', 'UTC', now)).toBe('tomorrow 09:00, in 19 hr');
    expect(when('2026-11-28T09:00:00Z', 'UTC', now)).toBe('Sat 28 Nov 09:00');
  });
  it('counts days by the calendar of the zone, not by 24 hours', () => {
    expect(dayKey('2026-11-21T23:30:00Z', 'Asia/Tokyo')).toBe('2026-11-22');
    expect(when('2026-11-21T15:30:00Z', 'Asia/Tokyo', at('2026-11-21T14:30:00Z'))).toBe('tomorrow 00:30, in 1 hr');
  });
  it('survives the hour that comes twice', () => {
    expect(clockTime('2026-10-25T00:30:00Z', 'Europe/Berlin')).toBe('02:30');
    expect(clockTime('2026-10-25T01:30:00Z', 'Europe/Berlin')).toBe('02:30');
  });
  it('names the year only when it is another one', () => {
    expect(shortDate('2026-11-28T09:00:00Z', 'UTC', now)).toBe('Sat 28 Nov');
    expect(shortDate('2027-01-02T09:00:00Z', 'UTC', now)).toBe('Sat 2 Jan 2027');
  });
});

describe('relative', () => {
  it.each([['2026-11-21T14:18:20Z', 'now'], ['2026-11-21T14:00:00Z', '18 min ago'], ['2026-11-21T17:18:00Z', 'in 3 hr'], ['2026-11-18T14:18:00Z', '3 days ago'], ['2026-09-18T14:18:00Z', '2 mo ago']])('%s is %s', (iso, words) => {
    expect(relative(iso, now)).toBe(words);
  });
});

it('a date of birth has no zone', () => {
  expect(plainDate('1984-03-09')).toBe('9 Mar 1984');
  expect(addDays('2026-02-28', 1)).toBe('2026-03-01');
  expect(age('1984-11-22', '2026-11-21')).toBe(41);
  expect(age('1984-11-21', '2026-11-21')).toBe(42);
  expect(age(null, '2026-11-21')).toBeNull();
});

it('stopwatch', () => {
  expect([0, 65_000, 3_729_000, -5_000].map(stopwatch)).toEqual(['0:00', '1:05', '1:02:09', '−0:05']);
});
