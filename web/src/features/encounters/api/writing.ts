/** What helps to write: templates, phrases, order sets, letters, forms; and the last steps of a note. */
import { queryOptions, useQueryClient } from '@tanstack/react-query';
import { del, get, post, put, type Reply } from '@/lib/api';
import { useWrite } from '@/lib/query';
import type { Sent } from '../sent';

export type Writing = Reply<'/api/writing', 'get'>;
export type OrderSet = Reply<'/api/order-sets', 'get'>['items'][number];
export type Item = OrderSet['items'][number];
export type LetterTemplate = Reply<'/api/letter-templates', 'get'>['items'][number];
export type Letter = Reply<'/api/patients/{patient_id}/letters', 'get'>['items'][number];
export type Given = Reply<'/api/patients/{patient_id}/forms', 'get'>['items'][number];

export const writingQuery = queryOptions({ queryKey: ['writing'], queryFn: ({ signal }) => get('/api/writing', { signal }), staleTime: 5 * 60_000 });
export const orderSetsQuery = queryOptions({ queryKey: ['order_sets'], queryFn: ({ signal }) => get('/api/order-sets', { signal }), staleTime: 5 * 60_000 });
export const letterTemplatesQuery = queryOptions({ queryKey: ['letter_templates'], queryFn: ({ signal }) => get('/api/letter-templates', { signal }), staleTime: 5 * 60_000 });
export const publishedFormsQuery = queryOptions({ queryKey: ['forms', 'published'], queryFn: ({ signal }) => get('/api/forms/published', { signal }), staleTime: 5 * 60_000 });
export const lettersQuery = (patientId: string) => queryOptions({ queryKey: ['record', patientId, 'letters'], queryFn: ({ signal }) => get('/api/patients/{patient_id}/letters', { path: { patient_id: patientId }, signal }) });
export const givenFormsQuery = (patientId: string) => queryOptions({ queryKey: ['record', patientId, 'forms'], queryFn: ({ signal }) => get('/api/patients/{patient_id}/forms', { path: { patient_id: patientId }, signal }) });
export const summaryQuery = (patientId: string) => queryOptions({ queryKey: ['record', patientId, 'summary'], queryFn: ({ signal }) => get('/api/patients/{patient_id}/summary', { path: { patient_id: patientId }, signal }) });

export function useWriting() {
  const qc = useQueryClient();
  const again = { onSuccess: () => void qc.invalidateQueries({ queryKey: ['writing'] }) };
  return {
    phrase: useWrite((body: Sent<'/api/phrases', 'put'>) => put('/api/phrases', { body }), again),
    template: useWrite((body: Sent<'/api/note-templates', 'put'>) => put('/api/note-templates', { body }), again),
    dropPhrase: useWrite((id: string) => del('/api/phrases/{phrase_id}', { path: { phrase_id: id } }), again),
    dropTemplate: useWrite((id: string) => del('/api/note-templates/{template_id}', { path: { template_id: id } }), again),
  };
}

export function useApply(encounterId: string) {
  const qc = useQueryClient();
  return useWrite(
    ({ set, items, reason }: { set: string; items: Item[]; reason: string }, key) => post('/api/encounters/{encounter_id}/order-sets/{order_set_id}', { path: { encounter_id: encounterId, order_set_id: set }, body: { items, override_reason: reason }, idempotencyKey: key }),
    { quiet: true, onSuccess: () => void qc.invalidateQueries({ queryKey: ['chart', encounterId] }) },
  );
}

export function useLetters(patientId: string) {
  const qc = useQueryClient();
  const again = { onSuccess: () => void qc.invalidateQueries({ queryKey: ['record', patientId, 'letters'] }) };
  const path = { patient_id: patientId };
  return {
    preview: useWrite((body: Sent<'/api/patients/{patient_id}/letters', 'post'>) => post('/api/patients/{patient_id}/letters/preview', { path, body }), { quiet: true }),
    write: useWrite((body: Sent<'/api/patients/{patient_id}/letters', 'post'>, key) => post('/api/patients/{patient_id}/letters', { path, body, idempotencyKey: key }), { ...again, quiet: true }),
    revoke: useWrite(({ row, reason }: { row: string; reason: string }) => post('/api/letters/{letter_id}/revoke', { path: { letter_id: row }, body: { reason } }), again),
  };
}

export function useForms(patientId: string) {
  const qc = useQueryClient();
  const again = { onSuccess: () => void qc.invalidateQueries({ queryKey: ['record'] }) };
  return {
    give: useWrite((body: Sent<'/api/patients/{patient_id}/forms', 'post'>, key) => post('/api/patients/{patient_id}/forms', { path: { patient_id: patientId }, body, idempotencyKey: key }), again),
    answer: useWrite(({ row, answers }: { row: string; answers: Record<string, unknown> }, key) => post('/api/form-answers/{form_answer_id}/answer', { path: { form_answer_id: row }, body: { answers }, idempotencyKey: key }), { ...again, quiet: true }),
    strike: useWrite(({ row, reason }: { row: string; reason: string }) => post('/api/form-answers/{form_answer_id}/strike', { path: { form_answer_id: row }, body: { reason } }), again),
  };
}

export function useMeeting(encounterId: string) {
  const qc = useQueryClient();
  const again = { onSuccess: () => void qc.invalidateQueries({ queryKey: ['chart'] }) };
  const path = { encounter_id: encounterId };
  return {
    sign: useWrite((body: Sent<'/api/encounters/{encounter_id}/sign', 'post'>, key) => post('/api/encounters/{encounter_id}/sign', { path, body, idempotencyKey: key }), { ...again, quiet: true }),
    status: useWrite((body: Sent<'/api/encounters/{encounter_id}/status', 'post'>) => post('/api/encounters/{encounter_id}/status', { path, body }), again),
    unlock: useWrite((reason: string) => post('/api/encounters/{encounter_id}/note/unlock', { path, body: { reason } }), again),
    cosign: useWrite((body: Sent<'/api/encounters/{encounter_id}/cosignatures', 'post'>, key) => post('/api/encounters/{encounter_id}/cosignatures', { path, body, idempotencyKey: key }), again),
  };
}
