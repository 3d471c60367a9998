/** Prior authorizations: a patient's, the office's list, one with its story, and what is done with one. */
import { queryOptions, useQuery, useQueryClient } from '@tanstack/react-query';
import { get, post, put, type Reply, type Schema } from '@/lib/api';
import { usePages } from '@/lib/pages';
import { useWrite } from '@/lib/query';
import type { paths } from '@/lib/schema';

type Json<Operation extends { requestBody?: unknown }> =
  NonNullable<Operation['requestBody']> extends { content: { 'application/json': infer Body } } ? Body : never;
export type Authorization = Reply<'/api/prior-authorizations/{prior_authorization_id}', 'get'>;
export type AuthorizationRow = Schema<'PriorAuthorizationRow'>;
export type ListedAuthorization = Reply<'/api/prior-authorizations', 'get'>['items'][number];
export type OwnAuthorization = Reply<'/api/my/prior-authorizations', 'get'>['items'][number];
export type Service = Schema<'AuthorizedServiceOut'>;
export type Stage = NonNullable<NonNullable<paths['/api/prior-authorizations']['get']['parameters']['query']>['stage']>;
export type Ask = Json<paths['/api/patients/{patient_id}/prior-authorizations']['post']>;
export type Correct = Json<paths['/api/prior-authorizations/{prior_authorization_id}']['put']>;
export type EnterAnswer = Json<paths['/api/prior-authorizations/{prior_authorization_id}/answer']['post']>;
export const STAGES = ['clerk', 'payer', 'clinician', 'approved', 'over'] as const;

export const authorizationsQuery = (patientId: string) => queryOptions({
  queryKey: ['prior-authorizations', 'of', patientId],
  queryFn: ({ signal }) => get('/api/patients/{patient_id}/prior-authorizations', { path: { patient_id: patientId }, signal }),
});

export const authorizationQuery = (id: string) => queryOptions({
  queryKey: ['prior-authorizations', 'one', id],
  queryFn: ({ signal }) => get('/api/prior-authorizations/{prior_authorization_id}', { path: { prior_authorization_id: id }, signal }),
});

export const ownAuthorizationsQuery = queryOptions({
  queryKey: ['prior-authorizations', 'own'],
  queryFn: ({ signal }) => get('/api/my/prior-authorizations', { signal }),
});

export const authorizationCountsQuery = queryOptions({
  queryKey: ['prior-authorizations', 'counts'],
  queryFn: ({ signal }) => get('/api/prior-authorizations/counts', { signal }),
});

/** What waits for the office: the number beside the place. */
export function useAuthorizationCount(): number | undefined {
  const { data } = useQuery(authorizationCountsQuery);
  return data && data.clerk + data.to_call;
}

export const useAuthorizations = (stage: Stage, search: string) =>
  usePages<ListedAuthorization>(['prior-authorizations', 'list', search ? '' : stage, search], (after, signal) =>
    get('/api/prior-authorizations', { query: { stage, search, after: after ?? '', limit: 30 }, signal }));

export const cliniciansQuery = queryOptions({
  queryKey: ['practitioners', 'doctors'], staleTime: 5 * 60_000,
  queryFn: ({ signal }) => get('/api/practitioners', { query: { role: 'doctor', limit: 100 }, signal }),
});

export function useAuthorizationWrites() {
  const qc = useQueryClient();
  const keep = (one: Authorization) => {
    qc.setQueryData(authorizationQuery(one.id).queryKey, one);
    void qc.invalidateQueries({ queryKey: ['prior-authorizations'], predicate: (query) => query.queryKey[1] !== 'one' });
  };
  const of = (id: string) => ({ path: { prior_authorization_id: id } });
  return {
    ask: useWrite(({ patientId, body }: { patientId: string; body: Ask }, key) => post('/api/patients/{patient_id}/prior-authorizations', { path: { patient_id: patientId }, body, idempotencyKey: key }), { quiet: true, onSuccess: keep }),
    correct: useWrite(({ id, body }: { id: string; body: Correct }) => put('/api/prior-authorizations/{prior_authorization_id}', { ...of(id), body }), { quiet: true, onSuccess: keep }),
    answer: useWrite(({ id, body }: { id: string; body: EnterAnswer }) => post('/api/prior-authorizations/{prior_authorization_id}/answer', { ...of(id), body }), { quiet: true, onSuccess: keep }),
    withdraw: useWrite(({ id, reason }: { id: string; reason: string }) => post('/api/prior-authorizations/{prior_authorization_id}/withdraw', { ...of(id), body: { reason } }), { onSuccess: keep }),
  };
}
