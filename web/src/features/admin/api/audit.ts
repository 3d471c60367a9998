import { queryOptions } from '@tanstack/react-query';
import { get } from '@/lib/api';
import { usePages, type Page } from '@/lib/pages';
import type { components } from '@/lib/schema';

export type AuditRow = components['schemas']['AuditRow'];
export type Filter = { action?: string | undefined; entity?: string | undefined; outcome?: string | undefined; patient?: string | undefined; actor?: string | undefined };

export function useTrail(filter: Filter) {
  const query = {
    action: filter.action ?? null, entity: filter.entity ?? null, outcome: (filter.outcome ?? null) as 'success' | 'denied' | 'failed' | null,
    patient_id: filter.patient ?? null, actor_id: filter.actor ?? null,
  };
  return usePages<AuditRow>(['audit', query], (after, signal) =>
    get('/api/audit', { query: { ...query, after: after ? Number(after) : null, limit: 100 }, signal }) as Promise<Page<AuditRow>>);
}

export const facetsQuery = queryOptions({ queryKey: ['audit-facets'], queryFn: ({ signal }) => get('/api/audit/facets', { signal }) });
export const chainQuery = queryOptions({ queryKey: ['audit-chain'], queryFn: ({ signal }) => get('/api/audit/chain', { signal }), enabled: false });
