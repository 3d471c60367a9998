/** One ticking clock for the page, in the server's time: every countdown changes together and none drifts with a wrong phone clock. */
import { useSyncExternalStore } from 'react';

let skew = 0;

/** HTTP `Date` has a resolution of a second and travels: only a real difference is believed. */
export function noteServerDate(header: string | null) {
  if (!header) return;
  const server = Date.parse(header);
  if (Number.isNaN(server)) return;
  const difference = server - Date.now();
  skew = Math.abs(difference) > 5_000 ? difference : 0;
}

export function serverNow(): number {
  return Date.now() + skew;
}

function ticker(period: number) {
  const listeners = new Set<() => void>();
  let timer: ReturnType<typeof setInterval> | undefined;
  let value = serverNow();
  const tick = () => {
    value = serverNow();
    for (const listener of listeners) listener();
  };
  return {
    subscribe(listener: () => void) {
      listeners.add(listener);
      if (timer === undefined) {
        value = serverNow();
        timer = setInterval(tick, period);
      }
      return () => {
        listeners.delete(listener);
        if (listeners.size === 0) {
          clearInterval(timer);
          timer = undefined;
        }
      };
    },
    read: () => (timer === undefined ? (value = Math.floor(serverNow() / period) * period) : value),
  };
}

const seconds = ticker(1_000);
const halfMinutes = ticker(30_000);

/** The time now, re-rendered every second or every half minute. Milliseconds since the epoch, server time. */
export function useNow(every: 'second' | 'half-minute' = 'half-minute'): number {
  const source = every === 'second' ? seconds : halfMinutes;
  return useSyncExternalStore(source.subscribe, source.read);
}
