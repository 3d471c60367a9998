import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query';
import { del, get, post } from '@/lib/api';
import { asProblem, type ApiProblem } from '@/lib/problem';
import { useWrite } from '@/lib/query';
import type { Run, Tried } from './types';

export type Wish = { data: Record<string, unknown>; case_id?: string | null };

/** The real engine on a virtual clock: nothing is written, so it may simply be asked again. */
export const useTry = (id: string) => useMutation<Tried, ApiProblem, Wish>({
  mutationFn: ({ data, case_id = null }) => post('/api/process-drafts/{draft_id}/try', { path: { draft_id: id }, body: { data, case_id, choices: {}, moves: null, now: null } })
    .catch((error: unknown) => { throw asProblem(error); }),
});

export const testsQuery = (id: string) => queryOptions({
  queryKey: ['process-drafts', 'tests', id],
  queryFn: ({ signal }) => get('/api/process-drafts/{draft_id}/tests', { path: { draft_id: id }, signal }),
});

export function useTests(id: string) {
  const qc = useQueryClient();
  const onSuccess = () => void qc.invalidateQueries({ queryKey: ['process-drafts', 'tests', id] });
  return {
    save: useWrite(({ name, run, now }: { name: string; run: Run; now: string }) =>
      post('/api/process-drafts/{draft_id}/tests', { path: { draft_id: id }, body: { name, data: run.start, moves: run.moves, now, expected: null } }), { onSuccess }),
    remove: useWrite((test: string) => del('/api/process-drafts/{draft_id}/tests/{test_id}', { path: { draft_id: id, test_id: test } }), { onSuccess }),
  };
}
