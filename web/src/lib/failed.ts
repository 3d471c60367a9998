/** Reads of this page that failed and that nothing on it says: what looks empty there may not be. */
import type { Query } from '@tanstack/react-query';
import { useLayoutEffect, useSyncExternalStore } from 'react';
import { ApiProblem } from './problem';
import { queryClient } from './query';

const said = new WeakSet<object>();
const listeners = new Set<() => void>();
const cache = queryClient.getQueryCache();

/** "Not for you" and "not there" are answers; a page that leaves something out for them is right. */
const isAnswer = (error: unknown) => error instanceof ApiProblem && [401, 403, 404].includes(error.status);

function unsaid(query: Query): boolean {
  const { status, data, error } = query.state;
  return status === 'error' && data === undefined && error !== null && !isAnswer(error) && !said.has(error) && query.isActive();
}

const failed = () => cache.getAll().filter(unsaid);

function subscribe(listener: () => void) {
  listeners.add(listener);
  const leave = cache.subscribe(listener);
  return () => {
    listeners.delete(listener);
    leave();
  };
}

/** Called by whatever shows a failure in its place. */
export function useSays(problem: unknown) {
  useLayoutEffect(() => {
    if (typeof problem !== 'object' || problem === null) return;
    said.add(problem);
    for (const listener of listeners) listener();
  }, [problem]);
}

/** How many reads failed without a word, and how to try them again. */
export function useUnsaid(): { count: number; retry: () => void } {
  const count = useSyncExternalStore(subscribe, () => failed().length);
  return { count, retry: () => { for (const query of failed()) void query.fetch().catch(() => undefined); } };
}
