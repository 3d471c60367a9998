/** Remittances, payments that a person must place, and the files that carried them. */
import { queryOptions, useQueryClient } from '@tanstack/react-query';
import { get, post, readText, type Reply, type Schema } from '@/lib/api';
import { useWrite } from '@/lib/query';
import { upload } from './upload';

export type Remittance = Reply<'/api/remittances/{remittance_id}', 'get'>;
export type RemittanceRow = Schema<'RemittanceRow'>;
export type ClaimFile = Schema<'ClaimFileOut'>;
export type Uploaded = Reply<'/api/remittances', 'post'>;

export const remittancesQuery = queryOptions({
  queryKey: ['remittances', 'list'],
  queryFn: ({ signal }) => get('/api/remittances', { signal }),
});

export const remittanceQuery = (id: string) => queryOptions({
  queryKey: ['remittances', 'one', id],
  queryFn: ({ signal }) => get('/api/remittances/{remittance_id}', { path: { remittance_id: id }, signal }),
});

export const unmatchedQuery = queryOptions({
  queryKey: ['remittances', 'unmatched'],
  queryFn: ({ signal }) => get('/api/unmatched-payments', { signal }),
});

export const quarantinedQuery = queryOptions({
  queryKey: ['interchanges', 'quarantined'],
  queryFn: ({ signal }) => get('/api/interchanges', { query: { status: 'quarantined' }, signal }),
});

export const rawQuery = (id: string) => queryOptions({
  queryKey: ['interchanges', 'raw', id],
  queryFn: ({ signal }) => readText(`/api/interchanges/${id}/raw`, signal),
  staleTime: Infinity,
});

function useChanged() {
  const qc = useQueryClient();
  return () => {
    for (const queryKey of [['remittances'], ['interchanges', 'quarantined'], ['claims']]) void qc.invalidateQueries({ queryKey });
  };
}

export const useAssign = () => useWrite(
  ({ payment, claim }: { payment: string; claim: string }) =>
    post('/api/unmatched-payments/{unmatched_id}/assign', { path: { unmatched_id: payment }, body: { claim_id: claim } }),
  { onSuccess: useChanged() },
);

export const useDismissPayment = () => useWrite(
  ({ payment, reason }: { payment: string; reason: string }) =>
    post('/api/unmatched-payments/{unmatched_id}/dismiss', { path: { unmatched_id: payment }, body: { reason } }),
  { onSuccess: useChanged() },
);

export const useDismissFile = () => useWrite(
  ({ file, reason }: { file: string; reason: string }) =>
    post('/api/interchanges/{interchange_id}/dismiss', { path: { interchange_id: file }, body: { reason } }),
  { onSuccess: useChanged() },
);

export const useUpload = () => useWrite((file: File) => upload<Uploaded>('/api/remittances', file), { quiet: true, onSuccess: useChanged() });
