import { queryOptions, useQueryClient } from '@tanstack/react-query';
import { send } from '@/lib/api';
import { usePages, type Page } from '@/lib/pages';
import { useWrite } from '@/lib/query';
import type { Change, Checked, Decisions, Draft, DraftRow, Forms, PublishedVersion, Saved } from './types';

const base = '/api/process-drafts';

export type Which = 'open' | 'published' | 'discarded';
export const useDraftPages = (status: Which) =>
  usePages<DraftRow>(['process-drafts', 'list', status], (after, signal) => send<Page<DraftRow>>('GET', base, { query: { status, after }, signal }));
export const draftQuery = (id: string) => queryOptions({
  queryKey: ['process-drafts', 'one', id],
  queryFn: ({ signal }) => send<Draft>('GET', `${base}/${id}`, { signal }),
});
export const draftDiffQuery = (id: string) => queryOptions({
  queryKey: ['process-drafts', 'diff', id],
  queryFn: ({ signal }) => send<{ changes: Change[] }>('GET', `${base}/${id}/diff`, { signal }),
  staleTime: 0,
});

export type Content = { name: string; xml: string; decisions: Decisions; forms: Forms };
export const saveDraft = (id: string, version: number, content: Content) => send<Saved>('PUT', `${base}/${id}`, { body: { version, ...content } });
export const checkDraft = (id: string, signal?: AbortSignal) => send<Checked>('POST', `${base}/${id}/check`, { body: {}, ...(signal ? { signal } : {}) });

export type NewDraft = { process_id: string; name: string; xml?: string; decisions?: Decisions; forms?: Forms; base?: number };

export function useNewDraft() {
  const qc = useQueryClient();
  return useWrite((made: NewDraft) => send<Draft>('POST', base, { body: made }), {
    quiet: true,
    onSuccess: (draft) => {
      qc.setQueryData(draftQuery(draft.id).queryKey, draft);
      void qc.invalidateQueries({ queryKey: ['process-drafts', 'list'] });
    },
  });
}

export function useDiscard() {
  const qc = useQueryClient();
  return useWrite((id: string) => send<unknown>('DELETE', `${base}/${id}`), { onSuccess: () => void qc.invalidateQueries({ queryKey: ['process-drafts'] }) });
}

/** Send to review, approve, reject, publish: each answers with how the draft is now. */
export function useJudge(id: string) {
  const qc = useQueryClient();
  const onSuccess = () => {
    void qc.invalidateQueries({ queryKey: ['process-drafts'] });
    void qc.invalidateQueries({ queryKey: ['pathways'] });
  };
  const reasoned = (verb: string) => (reason: string) => send<Draft>('POST', `${base}/${id}/${verb}`, { body: { reason } });
  return {
    submit: useWrite(reasoned('submit'), { onSuccess, quiet: true }),
    approve: useWrite(reasoned('approve'), { onSuccess, quiet: true }),
    reject: useWrite(reasoned('reject'), { onSuccess, quiet: true }),
    publish: useWrite((_: void) => send<PublishedVersion>('POST', `${base}/${id}/publish`, { body: {} }), { onSuccess, quiet: true }),
  };
}
