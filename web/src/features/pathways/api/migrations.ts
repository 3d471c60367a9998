import { queryOptions, useQueryClient } from '@tanstack/react-query';
import { send } from '@/lib/api';
import { useWrite } from '@/lib/query';
import type { Migration } from './types';

export const migrationQuery = (id: string) => queryOptions({
  queryKey: ['migrations', id],
  queryFn: ({ signal }) => send<Migration>('GET', `/api/migrations/${id}`, { signal }),
  staleTime: 0,
});

export type Plan = { process_id: string; from: number; to: number; mapping: Record<string, string>; reason: string };

/** The dry run, doing it, and putting it back. */
export function useMigrate() {
  const qc = useQueryClient();
  const keep = (migration: Migration) => {
    qc.setQueryData(migrationQuery(migration.id).queryKey, migration);
    void qc.invalidateQueries({ queryKey: ['pathways'] });
  };
  return {
    plan: useWrite((plan: Plan) => send<Migration>('POST', '/api/migrations', { body: plan }), { onSuccess: keep, quiet: true }),
    apply: useWrite((id: string, idempotencyKey) => send<Migration>('POST', `/api/migrations/${id}/apply`, { idempotencyKey }), { onSuccess: keep, quiet: true }),
    undo: useWrite((id: string, idempotencyKey) => send<Migration>('POST', `/api/migrations/${id}/undo`, { idempotencyKey }), { onSuccess: keep, quiet: true }),
  };
}
