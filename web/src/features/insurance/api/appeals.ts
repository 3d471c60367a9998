/** Appeals against a denied claim: every level, what is done with one, and what a clinician may enclose. */
import { queryOptions, useQueryClient } from '@tanstack/react-query';
import { del, get, post, put, type Reply, type Schema } from '@/lib/api';
import { useWrite } from '@/lib/query';
import type { paths } from '@/lib/schema';

type Json<Operation extends { requestBody?: unknown }> =
  NonNullable<Operation['requestBody']> extends { content: { 'application/json': infer Body } } ? Body : never;
export type Appeals = Reply<'/api/claims/{claim_id}/appeals', 'get'>;
export type Appeal = Schema<'AppealOut'>;
export type Enclosure = Schema<'EnclosureOut'>;
export type Sent = Json<paths['/api/appeals/{appeal_id}/sent']['post']>;
export type Answer = Json<paths['/api/appeals/{appeal_id}/answer']['post']>;
export type Save = Json<paths['/api/appeals/{appeal_id}']['put']>;
export const CHANNELS = ['post', 'fax', 'portal', 'courier', 'hand'] as const;
export const OUTCOMES = ['overturned', 'partly', 'upheld'] as const;

export const appealsQuery = (claimId: string) => queryOptions({
  queryKey: ['appeals', 'of', claimId],
  queryFn: ({ signal }) => get('/api/claims/{claim_id}/appeals', { path: { claim_id: claimId }, signal }),
});

export const recordsQuery = (appealId: string) => queryOptions({
  queryKey: ['appeals', 'records', appealId],
  queryFn: ({ signal }) => get('/api/appeals/{appeal_id}/records', { path: { appeal_id: appealId }, signal }),
});

/** The patient's papers that this person may open: what could go along without asking anybody. */
export const papersQuery = (patientId: string) => queryOptions({
  queryKey: ['appeals', 'papers', patientId],
  queryFn: ({ signal }) => get('/api/patients/{patient_id}/documents', { path: { patient_id: patientId }, signal }),
});

export function useAppealWrites(claimId: string) {
  const qc = useQueryClient();
  const keep = (found: Appeals) => qc.setQueryData(appealsQuery(claimId).queryKey, found);
  const options = { quiet: true, onSuccess: keep };
  const path = (id: string) => ({ appeal_id: id });
  return {
    begin: useWrite((_: void, key) => post('/api/claims/{claim_id}/appeals', { path: { claim_id: claimId }, idempotencyKey: key }), options),
    save: useWrite(({ id, body }: { id: string; body: Save }) => put('/api/appeals/{appeal_id}', { path: path(id), body }), options),
    enclose: useWrite(({ id, document }: { id: string; document: string }) => post('/api/appeals/{appeal_id}/documents', { path: path(id), body: { document_id: document } }), options),
    leaveOut: useWrite(({ id, enclosure }: { id: string; enclosure: string }) => del('/api/appeals/{appeal_id}/enclosures/{enclosure_id}', { path: { appeal_id: id, enclosure_id: enclosure } }), options),
    ask: useWrite(({ id, words }: { id: string; words: string }) => post('/api/appeals/{appeal_id}/ask', { path: path(id), body: { words } }), options),
    sign: useWrite(({ id, version, alone }: { id: string; version: number; alone: boolean }) => post('/api/appeals/{appeal_id}/sign', { path: path(id), body: { version, without_records: alone } }), options),
    sent: useWrite(({ id, body }: { id: string; body: Sent }) => post('/api/appeals/{appeal_id}/sent', { path: path(id), body }), options),
    answer: useWrite(({ id, body }: { id: string; body: Answer }) => post('/api/appeals/{appeal_id}/answer', { path: path(id), body }), options),
    withdraw: useWrite(({ id, reason }: { id: string; reason: string }) => post('/api/appeals/{appeal_id}/withdraw', { path: path(id), body: { reason } }), { onSuccess: keep }),
  };
}
