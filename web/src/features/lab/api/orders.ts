/** Laboratory orders: a patient's in the chart, everybody's in the laboratory, and what is done with one. */
import { queryOptions, useQueryClient } from '@tanstack/react-query';
import { get, post, type Reply } from '@/lib/api';
import { usePages } from '@/lib/pages';
import { useWrite } from '@/lib/query';
import type { paths } from '@/lib/schema';

export type OrderRow = Reply<'/api/patients/{patient_id}/service-requests', 'get'>['items'][number];
export type LaboratoryRow = Reply<'/api/service-requests', 'get'>['items'][number];
export type Order = Reply<'/api/service-requests/{service_request_id}', 'get'>;
export type PlaceOrder = NonNullable<paths['/api/patients/{patient_id}/service-requests']['post']['requestBody']>['content']['application/json'];
export type Stage = NonNullable<NonNullable<paths['/api/service-requests']['get']['parameters']['query']>['stage']>;

export const ordersQuery = (patientId: string) => queryOptions({
  queryKey: ['service-requests', 'of', patientId],
  queryFn: ({ signal }) => get('/api/patients/{patient_id}/service-requests', { path: { patient_id: patientId }, signal }),
});

export const orderQuery = (id: string) => queryOptions({
  queryKey: ['service-requests', 'one', id],
  queryFn: ({ signal }) => get('/api/service-requests/{service_request_id}', { path: { service_request_id: id }, signal }),
});

export const testsQuery = (patientId: string) => queryOptions({
  queryKey: ['analytes', patientId], staleTime: 10 * 60_000,
  queryFn: ({ signal }) => get('/api/patients/{patient_id}/analytes', { path: { patient_id: patientId }, signal }),
});

export const useLaboratory = (stage: Stage, label: string) => usePages<LaboratoryRow>(['service-requests', 'laboratory', stage, label], (after, signal) => get('/api/service-requests', { query: { stage, label, after: after ?? '', limit: 30 }, signal }));

export function useOrderWrites() {
  const qc = useQueryClient();
  const keep = (order: Order) => {
    qc.setQueryData(orderQuery(order.id).queryKey, order);
    void qc.invalidateQueries({ queryKey: ['service-requests'] });
  };
  const of = (id: string) => ({ path: { service_request_id: id } });
  return {
    place: useWrite(({ patientId, body }: { patientId: string; body: PlaceOrder }, key) => post('/api/patients/{patient_id}/service-requests', { path: { patient_id: patientId }, body, idempotencyKey: key }), { quiet: true, onSuccess: keep }),
    revoke: useWrite(({ id, reason }: { id: string; reason: string }) => post('/api/service-requests/{service_request_id}/revoke', { ...of(id), body: { reason } }), { onSuccess: keep }),
    reject: useWrite(({ id, reason }: { id: string; reason: string }) => post('/api/service-requests/{service_request_id}/reject-specimen', { ...of(id), body: { reason } }), { onSuccess: keep }),
  };
}
