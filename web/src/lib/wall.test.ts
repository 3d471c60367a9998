/** The wall clock of a zone and back, on the nights when it changes. */
import { describe, expect, it } from 'vitest';
import { endOfDay, momentOf, typedOf, wallOf } from './wall';

const zone = 'America/New_York';

describe('the wall clock', () => {
  it('goes there and back in winter and summer', () => {
    for (const wall of ['2026-01-05 09:00:00', '2026-07-06 09:00:00', '2026-11-01 23:40:00', '2026-03-08 00:00:00']) expect(wallOf(momentOf(wall, zone), zone)).toBe(wall);
  });
  it('reads what an input gives, while it is being typed as well', () => {
    expect(momentOf('2026-11-29T22:30', zone)).toBe('2026-11-30T03:30:00.000Z');
    expect(momentOf('2026-11-01T01:30', zone)).toBe('2026-11-01T05:30:00.000Z');
    expect(typedOf('2026-11-30T03:30:15Z', zone)).toBe('2026-11-29T22:30');
    expect(typedOf(momentOf('0002-11-29T22:30:15', zone), zone, true)).toBe('0002-11-29T22:30:15');
    expect(endOfDay('2026-11-01', zone)).toBe('2026-11-02T04:59:59.000Z');
  });
  it('takes the first of two and leaves out what no clock shows', () => {
    expect(momentOf('2026-11-01 01:30:00', zone)).toBe('2026-11-01T05:30:00.000Z');
    expect(wallOf(momentOf('2026-03-08 02:30:00', zone), zone)).toBe('2026-03-08 03:30:00');
  });
});
