import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query';
import { send } from '@/lib/api';
import { asProblem, type ApiProblem } from '@/lib/problem';
import { useWrite } from '@/lib/query';
import type { SavedTest, Tried } from './types';

const base = (id: string) => `/api/process-drafts/${id}`;
export type Wish = { data: Record<string, unknown>; choices: Record<string, unknown>; now?: string };

/** The real engine on a virtual clock: nothing is written, so it may simply be asked again. */
export const useTry = (id: string) =>
  useMutation<Tried, ApiProblem, Wish>({ mutationFn: (wish) => send<Tried>('POST', `${base(id)}/try`, { body: wish }).catch((error: unknown) => { throw asProblem(error); }) });

export const testsQuery = (id: string) => queryOptions({
  queryKey: ['process-drafts', 'tests', id],
  queryFn: ({ signal }) => send<{ items: SavedTest[] }>('GET', `${base(id)}/tests`, { signal }),
});

export function useTests(id: string) {
  const qc = useQueryClient();
  const onSuccess = () => void qc.invalidateQueries({ queryKey: ['process-drafts', 'tests', id] });
  return {
    save: useWrite((test: Record<string, unknown>) => send<SavedTest>('POST', `${base(id)}/tests`, { body: test }), { onSuccess }),
    remove: useWrite((test: string) => send<unknown>('DELETE', `${base(id)}/tests/${test}`), { onSuccess }),
  };
}
