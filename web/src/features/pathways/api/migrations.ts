import { queryOptions, useQueryClient } from '@tanstack/react-query';
import { get, post } from '@/lib/api';
import { useWrite } from '@/lib/query';
import type { Migration } from './types';

export const migrationQuery = (id: string) => queryOptions({
  queryKey: ['migrations', id],
  queryFn: ({ signal }) => get('/api/migrations/{migration_id}', { path: { migration_id: id }, signal }),
  staleTime: 0,
});

export type Plan = { process_id: string; from: number; to: number; mapping: Record<string, string>; reason: string };

/** The dry run, doing it, and putting it back. */
export function useMigrate() {
  const qc = useQueryClient();
  const onSuccess = (migration: Migration) => {
    qc.setQueryData(migrationQuery(migration.id).queryKey, migration);
    void qc.invalidateQueries({ queryKey: ['pathways'] });
  };
  const told = { onSuccess, quiet: true };
  return {
    plan: useWrite((plan: Plan) => post('/api/migrations', { body: plan }), told),
    apply: useWrite((id: string, idempotencyKey) => post('/api/migrations/{migration_id}/apply', { path: { migration_id: id }, idempotencyKey }), told),
    undo: useWrite((id: string, idempotencyKey) => post('/api/migrations/{migration_id}/undo', { path: { migration_id: id }, idempotencyKey }), told),
  };
}
