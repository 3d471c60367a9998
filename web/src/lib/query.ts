/** The one QueryClient, and `useWrite`: a mutation with one Idempotency-Key per intention and an honest failure. */
import { QueryClient, useMutation, type UseMutationOptions, type UseMutationResult } from '@tanstack/react-query';
import { useRef } from 'react';
import { newKey } from './api';
import { notifyProblem } from './notify';
import { ApiProblem, asProblem } from './problem';

export const queryClient = new QueryClient({
  defaultOptions: {
    queries: {
      // A browser that thinks it is offline may be wrong (a hospital LAN without internet): always try.
      networkMode: 'always',
      // Facts keep what is on screen fresh; a remount within half a minute needs no request.
      staleTime: 30_000,
      gcTime: 10 * 60_000,
      refetchOnWindowFocus: false,
      refetchOnReconnect: false,
      retry: (count, error) => error instanceof ApiProblem && error.retryable && count < 3,
      retryDelay: (attempt) => Math.min(500 * 2 ** attempt, 8_000),
    },
    mutations: { networkMode: 'always' },
  },
});

type WriteOptions<Result, Input> = Omit<UseMutationOptions<Result, ApiProblem, Input>, 'mutationFn'> & {
  /** True when the caller shows the problem itself (a form with field errors). */
  quiet?: boolean;
};

/**
 * `write(input, key)` is retried on network failures with the same key, so the server does it once.
 * The key changes when the input changes or the write has got an answer.
 */
export function useWrite<Result, Input = void>(
  write: (input: Input, key: string) => Promise<Result>,
  { quiet, onError, ...options }: WriteOptions<Result, Input> = {},
): UseMutationResult<Result, ApiProblem, Input> {
  const intention = useRef<{ input: string; key: string } | null>(null);
  return useMutation<Result, ApiProblem, Input>({
    retry: (count, error) => error.retryable && error.status !== 429 && count < 2,
    retryDelay: (attempt) => 600 * 2 ** attempt,
    ...options,
    mutationFn: async (input) => {
      const text = input instanceof FormData ? 'form' : JSON.stringify(input ?? null);
      if (intention.current?.input !== text) intention.current = { input: text, key: newKey() };
      try {
        const result = await write(input, intention.current.key);
        intention.current = null;
        return result;
      } catch (error) {
        const problem = asProblem(error);
        if (!problem.retryable) intention.current = null;
        throw problem;
      }
    },
    onError: (error, ...rest) => {
      if (!quiet) notifyProblem(error);
      return onError?.(error, ...rest);
    },
  });
}
