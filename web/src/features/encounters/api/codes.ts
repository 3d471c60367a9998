/** ICD-10-CM by words or code, and the catalogue of services. */
import { queryOptions } from '@tanstack/react-query';
import { get, type Reply } from '@/lib/api';

export type Code = Reply<'/api/terminology/icd10', 'get'>['items'][number];

export const ICD10 = 'icd10cm';

/** Codes of a set in force on the date of service (today when there is none). */
export const codesQuery = (search: string, system = ICD10, on: string | null = null) => queryOptions({
  queryKey: ['codes', system, on, search],
  queryFn: ({ signal }): Promise<{ items: Code[] }> => {
    const query = { search, limit: 12, ...(on ? { on } : {}) };
    return system === ICD10 ? get('/api/terminology/icd10', { query, signal }) : get('/api/terminology/brought', { query: { ...query, system }, signal });
  },
  enabled: search.length >= 2,
  staleTime: 60 * 60_000,
});

/** What may be searched, each in the edition in force on that day. */
export const codeSetsQuery = (on: string | null) => queryOptions({
  queryKey: ['code_sets', on],
  queryFn: ({ signal }) => get('/api/terminology/code-sets', { query: on ? { on } : {}, signal }),
  staleTime: 60 * 60_000,
});

export const servicesQuery = queryOptions({
  queryKey: ['services'],
  queryFn: ({ signal }) => get('/api/services', { signal }),
});
