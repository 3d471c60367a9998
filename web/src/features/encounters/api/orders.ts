/** The result of a laboratory order, for who enters it. */
import { queryOptions, useQueryClient } from '@tanstack/react-query';
import { get, post, put } from '@/lib/api';
import { useWrite } from '@/lib/query';
import type { Change, Enter } from './results';

const of = (id: string) => ({ path: { service_request_id: id } });

export const orderAnalytesQuery = (id: string) => queryOptions({
  queryKey: ['analytes', 'order', id], staleTime: 10 * 60_000,
  queryFn: ({ signal }) => get('/api/service-requests/{service_request_id}/analytes', { ...of(id), signal }),
});

export const orderReportQuery = (id: string) => queryOptions({
  queryKey: ['results', 'order', id],
  queryFn: ({ signal }) => get('/api/service-requests/{service_request_id}/diagnostic-report', { ...of(id), signal }),
});

export function useOrderResult(id: string) {
  const qc = useQueryClient();
  const onSuccess = () => {
    void qc.invalidateQueries({ queryKey: ['service-requests'] });
    void qc.invalidateQueries({ queryKey: ['results'] });
    void qc.invalidateQueries({ queryKey: ['tasks'] });
  };
  return {
    enter: useWrite((body: Enter, key) => post('/api/service-requests/{service_request_id}/diagnostic-report', { ...of(id), body, idempotencyKey: key }), { quiet: true, onSuccess }),
    change: useWrite((body: Change) => put('/api/service-requests/{service_request_id}/diagnostic-report', { ...of(id), body }), { quiet: true, onSuccess }),
  };
}
