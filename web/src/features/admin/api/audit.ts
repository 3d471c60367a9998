import { queryOptions } from '@tanstack/react-query';
import { get } from '@/lib/api';
import { useFacility } from '@/lib/auth';
import { usePages, type Page } from '@/lib/pages';
import type { components } from '@/lib/schema';
import { addDays } from '@/lib/time';
import { momentOf } from '@/lib/wall';

export type AuditRow = components['schemas']['AuditRow'];
export type Filter = { action?: string | undefined; entity?: string | undefined; outcome?: string | undefined; patient?: string | undefined; actor?: string | undefined; from?: string | undefined; to?: string | undefined };

/** `from` and `to` are days of the hospital, the last one included. */
const asked = (filter: Filter, zone: string) => ({
  action: filter.action ?? null, entity: filter.entity ?? null, outcome: (filter.outcome ?? null) as 'success' | 'denied' | 'failed' | null,
  patient_id: filter.patient ?? null, actor_id: filter.actor ?? null,
  since: filter.from ? momentOf(`${filter.from} 00:00:00`, zone) : null, until: filter.to ? momentOf(`${addDays(filter.to, 1)} 00:00:00`, zone) : null,
});

export function useTrail(filter: Filter) {
  const query = asked(filter, useFacility().zone);
  return usePages<AuditRow>(['audit', query], (after, signal) =>
    get('/api/audit', { query: { ...query, after: after ? Number(after) : null, limit: 100 }, signal }) as Promise<Page<AuditRow>>);
}

/** Where the same entries come as a file. */
export function trailFile(filter: Filter, zone: string): string {
  const given = Object.entries(asked(filter, zone)).filter((one): one is [string, string] => one[1] !== null);
  return `/api/audit/trail.csv?${new URLSearchParams(given).toString()}`;
}

export const facetsQuery = queryOptions({ queryKey: ['audit-facets'], queryFn: ({ signal }) => get('/api/audit/facets', { signal }) });
export const chainQuery = queryOptions({ queryKey: ['audit-chain'], queryFn: ({ signal }) => get('/api/audit/chain', { signal }), enabled: false });

export const doersQuery = (search: string) => queryOptions({
  queryKey: ['audit-people', search], enabled: search.length >= 2,
  queryFn: ({ signal }) => get('/api/audit/people', { query: { search }, signal }),
});
export const patientsQuery = (search: string) => queryOptions({
  queryKey: ['patients', 'find', search], enabled: search.length >= 2,
  queryFn: ({ signal }) => get('/api/patients', { query: { search, limit: 8 }, signal }),
});
