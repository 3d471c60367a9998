/** What administrators keep for the whole clinic: order sets, letters, forms, phrases, code sets. */
import { queryOptions, useQueryClient } from '@tanstack/react-query';
import { del, get, post, put, type Reply } from '@/lib/api';
import { useWrite } from '@/lib/query';
import type { Sent } from '../sent';

export type ClinicForm = Reply<'/api/forms', 'get'>['items'][number];
export type Template = Reply<'/api/letter-templates/all', 'get'>['items'][number];

export const sharedQuery = queryOptions({ queryKey: ['writing', 'shared'], queryFn: ({ signal }) => get('/api/writing/shared', { signal }) });
export const allTemplatesQuery = queryOptions({ queryKey: ['letter_templates', 'all'], queryFn: ({ signal }) => get('/api/letter-templates/all', { signal }) });
export const formsQuery = queryOptions({ queryKey: ['forms', 'all'], queryFn: ({ signal }) => get('/api/forms', { signal }) });
export const codeSystemsQuery = queryOptions({ queryKey: ['code_systems'], queryFn: ({ signal }) => get('/api/code-systems', { signal }) });

export function useClinic() {
  const qc = useQueryClient();
  const again = (...keys: string[]) => ({ onSuccess: () => keys.forEach((key) => void qc.invalidateQueries({ queryKey: [key] })) });
  return {
    letter: useWrite((body: Sent<'/api/letter-templates', 'put'>) => put('/api/letter-templates', { body }), { ...again('letter_templates'), quiet: true }),
    letterPreview: useWrite((body: Sent<'/api/letter-templates', 'put'>) => post('/api/letter-templates/preview', { body }), { quiet: true }),
    phrase: useWrite((body: Sent<'/api/phrases', 'put'>) => put('/api/phrases/shared', { body }), { ...again('writing'), quiet: true }),
    template: useWrite((body: Sent<'/api/note-templates', 'put'>) => put('/api/note-templates/shared', { body }), again('writing')),
    dropPhrase: useWrite((id: string) => del('/api/phrases/{phrase_id}', { path: { phrase_id: id } }), again('writing')),
    dropTemplate: useWrite((id: string) => del('/api/note-templates/{template_id}', { path: { template_id: id } }), again('writing')),
    form: useWrite((body: Sent<'/api/forms', 'put'>) => put('/api/forms', { body }), again('forms')),
    publish: useWrite((id: string) => post('/api/forms/{form_id}/publish', { path: { form_id: id } }), again('forms')),
    set: useWrite(({ id, body }: { id: string | null; body: Sent<'/api/order-sets', 'post'> }, key) => (id ? put('/api/order-sets/{order_set_id}', { path: { order_set_id: id }, body }) : post('/api/order-sets', { body, idempotencyKey: key })), { ...again('order_sets'), quiet: true }),
    dropSet: useWrite((id: string) => del('/api/order-sets/{order_set_id}', { path: { order_set_id: id } }), again('order_sets')),
    codes: useWrite((body: Sent<'/api/code-systems', 'post'>) => post('/api/code-systems', { body }), { ...again('code_systems'), quiet: true }),
  };
}
