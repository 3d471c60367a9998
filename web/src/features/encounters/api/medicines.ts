/** What a patient is prescribed, and wishes for more of it. */
import { queryOptions, useQueryClient } from '@tanstack/react-query';
import { get, post, type Reply } from '@/lib/api';
import { useWrite } from '@/lib/query';

export type Medicine = Reply<'/api/my/medicines', 'get'>['items'][number];
export type RefillShown = Reply<'/api/refill-requests/{refill_request_id}', 'get'>;

export const medicinesQuery = queryOptions({ queryKey: ['medicines'], queryFn: ({ signal }) => get('/api/my/medicines', { signal }) });

export const refillQuery = (id: string) => queryOptions({
  queryKey: ['refills', id],
  queryFn: ({ signal }) => get('/api/refill-requests/{refill_request_id}', { path: { refill_request_id: id }, signal }),
});

export function useAskRefill(onDone: () => void) {
  const qc = useQueryClient();
  return useWrite(({ id, remark }: { id: string; remark: string }, key) => post('/api/prescriptions/{prescription_id}/refill', { path: { prescription_id: id }, body: { remark }, idempotencyKey: key }), {
    onSuccess: () => { void qc.invalidateQueries({ queryKey: medicinesQuery.queryKey }); onDone(); },
  });
}

export function useWithdrawRefill() {
  const qc = useQueryClient();
  return useWrite((id: string) => post('/api/refill-requests/{refill_request_id}/withdraw', { path: { refill_request_id: id } }), {
    onSettled: () => void qc.invalidateQueries({ queryKey: medicinesQuery.queryKey }),
  });
}
