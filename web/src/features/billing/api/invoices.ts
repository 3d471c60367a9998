import { queryOptions, useQueryClient } from '@tanstack/react-query';
import { send } from '@/lib/api';
import { usePages, type Page } from '@/lib/pages';
import { useWrite } from '@/lib/query';

export type InvoiceStatus = 'issued' | 'paid' | 'cancelled';
export type Invoice = {
  id: string; number: string; status: InvoiceStatus; issued_at: string; due_on: string; currency: string; total: number; paid: number; credited: number;
  reason: 'self_pay' | 'patient_share' | 'no_show' | 'late_cancel'; case_id: string | null; patient_id: string; patient_name: string | null; patient_number: string | null; has_receipt: boolean;
};
export type Payment = {
  id: string; invoice_id: string; gateway: string; status: 'created' | 'requires_action' | 'processing' | 'succeeded' | 'failed' | 'cancelled';
  status_at: string; minor: number; currency: string; failure: string;
};
export type InvoiceDetail = Invoice & { lines: { line: number; display: string; units: number; minor: number; service_code: string }[]; payments: Payment[]; refunds: { id: string; status: 'requested' | 'processing' | 'succeeded' | 'failed'; minor: number; currency: string; created_at: string }[] };
/** What is still to be paid on it. */
export const dueOf = (invoice: { total: number; paid: number; credited: number }) => invoice.total - invoice.paid - invoice.credited;
export type Card = 'tok_ok' | 'tok_declined' | 'tok_slow';

export const useInvoices = (status?: InvoiceStatus) =>
  usePages<Invoice>(['invoices', 'list', status ?? 'all'], (after, signal) => send<Page<Invoice>>('GET', '/api/invoices', { query: { status, after }, signal }));

export const invoiceQuery = (id: string) => queryOptions({
  queryKey: ['invoices', id],
  queryFn: ({ signal }) => send<InvoiceDetail>('GET', `/api/invoices/${id}`, { signal }),
});

export function usePay(id: string) {
  const qc = useQueryClient();
  return useWrite((method: Card, key) => send<Payment>('POST', `/api/invoices/${id}/pay`, { body: { method }, idempotencyKey: key }), {
    onSuccess: (payment) => qc.setQueryData<InvoiceDetail>(['invoices', id], (old) => old && { ...old, payments: [...old.payments.filter((p) => p.id !== payment.id), payment] }),
  });
}

export const isOpen = (payment: Payment) => payment.status === 'created' || payment.status === 'processing' || payment.status === 'requires_action';
