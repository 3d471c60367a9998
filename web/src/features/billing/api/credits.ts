/** What patients have paid too much: who has a credit, what it can go back to, and giving it back. */
import { queryOptions, useQueryClient } from '@tanstack/react-query';
import { get, post, type Reply } from '@/lib/api';
import { useWrite } from '@/lib/query';

export type Credit = Reply<'/api/patients/{patient_id}/credit', 'get'>;

export const creditsQuery = queryOptions({ queryKey: ['credits', 'all'], queryFn: ({ signal }) => get('/api/credits', { signal }) });

export const creditQuery = (patientId: string) => queryOptions({
  queryKey: ['credits', 'of', patientId],
  queryFn: ({ signal }) => get('/api/patients/{patient_id}/credit', { path: { patient_id: patientId }, signal }),
});

export function useRefund(patientId: string) {
  const qc = useQueryClient();
  return useWrite(({ payment, minor, reason }: { payment: string; minor: number; reason: string }, key) =>
    post('/api/payments/{payment_id}/refunds', { path: { payment_id: payment }, body: { minor, reason }, idempotencyKey: key }), {
    quiet: true,
    onSuccess: (found) => { qc.setQueryData(creditQuery(patientId).queryKey, found); void qc.invalidateQueries({ queryKey: ['credits', 'all'] }); },
  });
}

export function useApplyCredit(invoiceId: string) {
  const qc = useQueryClient();
  return useWrite((_: void, key) => post('/api/invoices/{invoice_id}/apply-credit', { path: { invoice_id: invoiceId }, idempotencyKey: key }), {
    onSuccess: () => { void qc.invalidateQueries({ queryKey: ['invoices'] }); void qc.invalidateQueries({ queryKey: ['credits'] }); },
  });
}

export const ownCreditQuery = queryOptions({ queryKey: ['credits', 'own'], queryFn: ({ signal }) => get('/api/my/credit', { signal }) });

export function useOwnCredit(invoiceId: string) {
  const qc = useQueryClient();
  return useWrite((_: void, key) => post('/api/invoices/{invoice_id}/use-credit', { path: { invoice_id: invoiceId }, idempotencyKey: key }), {
    onSuccess: () => { void qc.invalidateQueries({ queryKey: ['invoices'] }); void qc.invalidateQueries({ queryKey: ['credits'] }); },
  });
}
