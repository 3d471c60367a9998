import { queryOptions, useQueryClient } from '@tanstack/react-query';
import { get, post, type Reply } from '@/lib/api';
import { usePages, type Page } from '@/lib/pages';
import { useWrite } from '@/lib/query';
import type { components } from '@/lib/schema';

export type CaseRow = components['schemas']['CaseRow'];
export type CaseShown = Reply<'/api/cases/{case_id}', 'get'>;
type Status = 'running' | 'incident' | 'suspended' | 'completed' | 'cancelled' | 'active';
type Counted = Page<CaseRow> & { counts: Record<string, number> };

export function useCasePages(filter: { status?: string | undefined; process?: string | undefined; element?: string | undefined }) {
  const query = { status: (filter.status && filter.status !== 'all' ? filter.status : null) as Status | null, process: filter.process ?? null, element: filter.process ? filter.element ?? null : null };
  return usePages<CaseRow>(['cases', 'list', query], (after, signal) => get('/api/cases', { query: { ...query, after: after ?? null }, signal }) as Promise<Counted>);
}

export const caseQuery = (id: string) =>
  queryOptions({ queryKey: ['cases', 'one', id], queryFn: ({ signal }) => get('/api/cases/{case_id}', { path: { case_id: id }, signal }) });

/** What an administrator does to a case; each reply is the whole case as it is now. */
export function useMendCase(id: string) {
  const qc = useQueryClient();
  const onSuccess = (shown: CaseShown) => {
    qc.setQueryData(caseQuery(id).queryKey, shown);
    void qc.invalidateQueries({ queryKey: ['cases', 'list'] });
  };
  const retry = useWrite((incident: string) => post('/api/incidents/{incident_id}/retry', { path: { incident_id: incident } }), { onSuccess });
  const skip = useWrite(({ incident, reason }: { incident: string; reason: string }) =>
    post('/api/incidents/{incident_id}/skip', { path: { incident_id: incident }, body: { reason } }), { onSuccess });
  const cancel = useWrite((reason: string) => post('/api/cases/{case_id}/cancel', { path: { case_id: id }, body: { reason } }), { onSuccess });
  return { retry, skip, cancel };
}
