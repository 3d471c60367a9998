import { queryOptions, useQueryClient } from '@tanstack/react-query';
import { get, post } from '@/lib/api';
import { useWrite } from '@/lib/query';

/** The same address and key as the worklist's own: one answer for both. */
export const processQuery = (id: string) =>
  queryOptions({ queryKey: ['pathways', 'one', id], queryFn: ({ signal }) => get('/api/processes/{process_id}', { path: { process_id: id }, signal }) });

export const versionQuery = (id: string, number: number) => queryOptions({
  queryKey: ['process-versions', id, number], staleTime: 5 * 60_000,
  queryFn: ({ signal }) => get('/api/processes/{process_id}/versions/{number}', { path: { process_id: id, number }, signal }),
});

export const diffQuery = (id: string, from: number, to: number) => queryOptions({
  queryKey: ['process-versions', id, 'diff', from, to], staleTime: 5 * 60_000,
  queryFn: ({ signal }) => get('/api/processes/{process_id}/diff', { path: { process_id: id }, query: { from, to }, signal }),
});

export function useRollback(id: string) {
  const qc = useQueryClient();
  return useWrite((wish: { number: number; reason: string }, key) => post('/api/processes/{process_id}/rollback', { path: { process_id: id }, body: wish, idempotencyKey: key }), {
    onSuccess: () => {
      void qc.invalidateQueries({ queryKey: ['pathways'] });
      void qc.invalidateQueries({ queryKey: ['process-versions', id] });
    },
  });
}

/** A case started by hand, about nobody in particular. */
export function useStartCase() {
  const qc = useQueryClient();
  return useWrite((process: string, key) => post('/api/cases', { body: { process, data: {}, patient_id: null, subject: {}, business_key: null }, idempotencyKey: key }), {
    onSuccess: () => void qc.invalidateQueries({ queryKey: ['cases', 'list'] }),
  });
}
