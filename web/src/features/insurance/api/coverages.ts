/** Coverages of a patient, and the insurers to choose from. */
import { queryOptions, useQueryClient } from '@tanstack/react-query';
import { get, post, put, type Schema } from '@/lib/api';
import { useWrite } from '@/lib/query';
import type { paths } from '@/lib/schema';

export type Coverage = Schema<'CoverageOut'>;
export type Payer = Schema<'PayerOut'>;
type Body<Operation extends { requestBody?: unknown }> =
  NonNullable<Operation['requestBody']> extends { content: { 'application/json': infer Json } } ? Json : never;
export type NewCoverage = Body<paths['/api/coverages']['post']>;
export type ChangeCoverage = Body<paths['/api/coverages/{coverage_id}']['put']>;

export const payersQuery = queryOptions({
  queryKey: ['payers'],
  queryFn: ({ signal }) => get('/api/payers', { signal }),
  staleTime: 10 * 60_000,
});

/** One's own, or those of `patientId`. */
export const coveragesQuery = (patientId?: string) => queryOptions({
  queryKey: ['coverages', patientId ?? 'own'],
  queryFn: ({ signal }) => get('/api/coverages', { query: patientId ? { patient_id: patientId } : {}, signal }),
});

function useChanged() {
  const qc = useQueryClient();
  return () => void qc.invalidateQueries({ queryKey: ['coverages'] });
}

export const useAddCoverage = () => useWrite(
  (body: NewCoverage, key) => post('/api/coverages', { body, idempotencyKey: key }), { quiet: true, onSuccess: useChanged() },
);

export const useChangeCoverage = () => useWrite(
  ({ id, ...body }: ChangeCoverage & { id: string }) => put('/api/coverages/{coverage_id}', { path: { coverage_id: id }, body }),
  { quiet: true, onSuccess: useChanged() },
);

export const useEndCoverage = () => useWrite(
  (id: string) => post('/api/coverages/{coverage_id}/end', { path: { coverage_id: id } }), { onSuccess: useChanged() },
);
