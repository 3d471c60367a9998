/** What a reload would cut off: a call, or words that are not saved yet. Whoever reloads the page asks here first. */
import { useEffect, useSyncExternalStore } from 'react';
import { CALL_LOCK } from './locks';

export type Why = 'call' | 'typing';
const held = new Set<{ why: Why }>();
const listeners = new Set<() => void>();

/** Until the returned function is called, nothing reloads this page by itself. */
export function hold(why: Why): () => void {
  const one = { why };
  const unlock = why === 'call' ? locked() : undefined;
  held.add(one);
  tell();
  return () => {
    unlock?.();
    if (held.delete(one)) tell();
  };
}

function locked(): () => void {
  let free: () => void = () => undefined;
  const until = new Promise<void>((done) => { free = done; });
  void navigator.locks?.request(CALL_LOCK, { mode: 'shared' }, () => until).catch(() => undefined);
  return free;
}

function tell() {
  for (const listener of listeners) listener();
}

/** The weightiest reason not to reload, if any. */
export function busy(): Why | null {
  const reasons = [...held].map((one) => one.why);
  return reasons.includes('call') ? 'call' : reasons[0] ?? null;
}

function subscribe(listener: () => void) {
  listeners.add(listener);
  return () => void listeners.delete(listener);
}

export const useBusy = () => useSyncExternalStore(subscribe, busy);

export function useHold(why: Why, while_: boolean) {
  useEffect(() => (while_ ? hold(why) : undefined), [why, while_]);
}
