import { queryOptions, useQueryClient } from '@tanstack/react-query';
import { del, get, post, put } from '@/lib/api';
import { usePages, type Page } from '@/lib/pages';
import { useWrite } from '@/lib/query';
import type { Decisions, Draft, DraftRow, Forms, Saved } from './types';

const at = (id: string) => ({ path: { draft_id: id } });

export type Which = 'open' | 'published' | 'discarded';
export const useDraftPages = (status: Which) =>
  usePages<DraftRow>(['process-drafts', 'list', status], (after, signal) => get('/api/process-drafts', { query: { status, after: after ?? null }, signal }) as Promise<Page<DraftRow>>);

export const draftQuery = (id: string) => queryOptions({
  queryKey: ['process-drafts', 'one', id],
  queryFn: ({ signal }) => get('/api/process-drafts/{draft_id}', { ...at(id), signal }) as Promise<Draft>,
});
export const draftDiffQuery = (id: string) => queryOptions({
  queryKey: ['process-drafts', 'diff', id],
  queryFn: ({ signal }) => get('/api/process-drafts/{draft_id}/diff', { ...at(id), signal }),
  staleTime: 0,
});

export type Content = { name: string; xml: string; decisions: Decisions; forms: Forms };
export const saveDraft = (id: string, version: number, content: Content) => put('/api/process-drafts/{draft_id}', { ...at(id), body: { version, ...content } }) as Promise<Saved>;
export const checkDraft = (id: string, signal: AbortSignal) => post('/api/process-drafts/{draft_id}/check', { ...at(id), signal });

/** Every element of the drawing gets a place of its own; answers with the draft as it is now. */
export const arrangeDraft = (id: string, version: number) => post('/api/process-drafts/{draft_id}/arrange', { ...at(id), body: { version } }) as Promise<Draft>;

export type NewDraft = { process_id: string; name: string; xml?: string; decisions?: Decisions; forms?: Forms; base?: number };

export function useNewDraft() {
  const qc = useQueryClient();
  return useWrite(async ({ xml = undefined, decisions, forms, base, ...made }: NewDraft) => {
    const draft = await post('/api/process-drafts', { body: { ...made, xml: xml ?? null, decisions: decisions ?? null, forms: forms ?? null, base: base ?? null } }) as Draft;
    return draft.xml.includes('BPMNShape') ? draft : arrangeDraft(draft.id, draft.version);
  }, {
    quiet: true,
    onSuccess: (draft) => {
      qc.setQueryData(draftQuery(draft.id).queryKey, draft);
      void qc.invalidateQueries({ queryKey: ['process-drafts', 'list'] });
    },
  });
}

export function useDiscard() {
  const qc = useQueryClient();
  return useWrite((id: string) => del('/api/process-drafts/{draft_id}', at(id)), { onSuccess: () => void qc.invalidateQueries({ queryKey: ['process-drafts'] }) });
}

/** Send to review, approve, reject, publish: each with why, and each answers with how it is now. */
export function useJudge(id: string) {
  const qc = useQueryClient();
  const onSuccess = () => {
    void qc.invalidateQueries({ queryKey: ['process-drafts'] });
    void qc.invalidateQueries({ queryKey: ['pathways'] });
  };
  const told = { onSuccess, quiet: true };
  return {
    submit: useWrite((reason: string) => post('/api/process-drafts/{draft_id}/submit', { ...at(id), body: { reason } }), told),
    approve: useWrite((reason: string) => post('/api/process-drafts/{draft_id}/approve', { ...at(id), body: { reason } }), told),
    reject: useWrite((reason: string) => post('/api/process-drafts/{draft_id}/reject', { ...at(id), body: { reason } }), told),
    publish: useWrite((wish: { reason: string; over: number | null }, key) => post('/api/process-drafts/{draft_id}/publish', { ...at(id), body: wish, idempotencyKey: key }), told),
  };
}
