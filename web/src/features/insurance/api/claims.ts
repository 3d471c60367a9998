/** Claims: the work queues, how much each holds, and one claim's whole story. */
import { queryOptions, useQuery, useQueryClient } from '@tanstack/react-query';
import { get, post, type Reply, type Schema } from '@/lib/api';
import { usePages } from '@/lib/pages';
import { useWrite } from '@/lib/query';
import type { paths } from '@/lib/schema';

export type ClaimRow = Schema<'ClaimRow'>;
export type Claim = Reply<'/api/claims/{claim_id}', 'get'>;
export type Payment = Schema<'PayerPaymentOut'>;
export type Queue = '' | 'to_submit' | 'waiting' | 'rejected' | 'denied' | 'paid' | 'done';
export const QUEUES: Exclude<Queue, ''>[] = ['to_submit', 'rejected', 'denied', 'waiting', 'paid', 'done'];

export const useClaims = (queue: Queue, search: string) =>
  usePages<ClaimRow>(['claims', 'list', search ? '' : queue, search], (after, signal) =>
    get('/api/claims', { query: { queue: search ? '' : queue, search, after: after ?? '' }, signal }));

export const countsQuery = queryOptions({
  queryKey: ['claims', 'counts'],
  queryFn: ({ signal }) => get('/api/claims/counts', { signal }),
});

/** What waits for a person: the number beside the place. */
export function useClaimCount(): number | undefined {
  const { data } = useQuery(countsQuery);
  return data && data.rejected + data.denied + data.unmatched + data.quarantined;
}

export const claimQuery = (id: string) => queryOptions({
  queryKey: ['claims', 'one', id],
  queryFn: ({ signal }) => get('/api/claims/{claim_id}', { path: { claim_id: id }, signal }),
});

export const claimsOfCaseQuery = (caseId: string) => queryOptions({
  queryKey: ['claims', 'case', caseId],
  queryFn: ({ signal }) => get('/api/claims', { query: { case_id: caseId }, signal }),
});

export function useAuthorize(id: string) {
  const qc = useQueryClient();
  return useWrite((number: string) => post('/api/claims/{claim_id}/authorization', { path: { claim_id: id }, body: { number } }), {
    quiet: true,
    onSuccess: (claim) => qc.setQueryData(claimQuery(id).queryKey, claim),
  });
}

export type ClaimAnswer = NonNullable<paths['/api/claims/{claim_id}/answer']['post']['requestBody']>['content']['application/json'];

export function useEnterAnswer(id: string) {
  const qc = useQueryClient();
  return useWrite((body: ClaimAnswer, key) => post('/api/claims/{claim_id}/answer', { path: { claim_id: id }, body, idempotencyKey: key }), {
    quiet: true,
    onSuccess: (claim) => {
      qc.setQueryData(claimQuery(id).queryKey, claim);
      void qc.invalidateQueries({ queryKey: ['claims'] });
    },
  });
}

export function useVoid(id: string) {
  const qc = useQueryClient();
  return useWrite((_: void, key) => post('/api/claims/{claim_id}/void', { path: { claim_id: id }, idempotencyKey: key }), {
    onSuccess: (claim) => {
      qc.setQueryData(claimQuery(claim.id).queryKey, claim);
      void qc.invalidateQueries({ queryKey: claimQuery(id).queryKey });
    },
  });
}
