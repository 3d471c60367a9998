/** A time that is taken leaves every list at once, and says so only where it is seen to go. */
import { QueryClient } from '@tanstack/react-query';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { onFreed, onTaken, readGone, subscribeGone, taking, without, type Day, type Slots } from './slots';

const slot = (time: string, ...who: string[]) => ({ starts_at: `2026-11-23T${time}:00Z`, ends_at: `2026-11-23T${time.slice(0, 3)}${String(Number(time.slice(3)) + 20).padStart(2, '0')}:00Z`, practitioner_ids: who, places: 1 });
const day = (): Day => ({ date: '2026-11-23', slots: [slot('10:00', 'ada', 'sam'), slot('10:20', 'ada')] });
const taken = (who: string, time: string) => ({ position: 1, kind: 'SlotTaken', practitioner_id: who, starts_at: `2026-11-23T${time}:00+00:00`, ends_at: slot(time).ends_at });
const page = (): Slots => ({ zone: 'UTC', facility: 'H', clinicians: [], days: [day()], next: null, next_free: null });

let qc: QueryClient;
beforeEach(() => {
  taking(null);
  qc = new QueryClient();
  qc.setQueryData(['slots', { specialty: 'x' }, 'video', 'today'], page());
  qc.setQueryData(['slots', 'soonest', 'video'], { x: '2026-11-23T10:00:00Z' });
});
const slots = () => qc.getQueryData<Slots>(['slots', { specialty: 'x' }, 'video', 'today'])!.days[0]!.slots;

describe('SlotTaken', () => {
  it('leaves a colleague who is still free, and tells nobody', () => {
    const heard = vi.fn();
    const stop = subscribeGone(heard);
    onTaken(taken('ada', '10:00'), qc);
    expect(slots().map((one) => one.practitioner_ids)).toEqual([['sam'], ['ada']]);
    expect(heard).not.toHaveBeenCalled();
    stop();
  });
  it('takes the time away when nobody is left, and says which', () => {
    onTaken(taken('ada', '10:20'), qc);
    expect(slots()).toHaveLength(1);
    expect(readGone()?.at).toBe('2026-11-23T10:20:00Z');
  });
  it('is no news to the person who takes it', () => {
    taking('2026-11-23T10:20:00Z');
    onTaken(taken('ada', '10:20'), qc);
    expect(slots()).toHaveLength(2);
  });
  it('touches neither another clinician nor another time', () => {
    const before = day();
    expect(without(before, 'zoe', Date.parse('2026-11-23T10:00:00Z'), Date.parse('2026-11-23T10:20:00Z'))).toBe(before);
    expect(without(before, 'ada', Date.parse('2026-11-23T10:40:00Z'), Date.parse('2026-11-23T11:00:00Z'))).toBe(before);
  });
});

it('SlotFreed asks the server once for many', () => {
  vi.useFakeTimers();
  const again = vi.spyOn(qc, 'invalidateQueries').mockResolvedValue();
  for (let n = 0; n < 5; n++) onFreed({ position: n, kind: 'SlotFreed' }, qc);
  vi.advanceTimersByTime(400);
  expect(again).toHaveBeenCalledTimes(1);
  vi.useRealTimers();
});
