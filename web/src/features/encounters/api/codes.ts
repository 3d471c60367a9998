/** ICD-10-CM by words or code, and the catalogue of services. */
import { queryOptions } from '@tanstack/react-query';
import { get, type Reply } from '@/lib/api';

export type Code = Reply<'/api/terminology/icd10', 'get'>['items'][number];

export const codesQuery = (search: string) => queryOptions({
  queryKey: ['icd10', search],
  queryFn: ({ signal }) => get('/api/terminology/icd10', { query: { search, limit: 12 }, signal }),
  enabled: search.length >= 2,
  staleTime: 60 * 60_000,
});

export const servicesQuery = queryOptions({
  queryKey: ['services'],
  queryFn: ({ signal }) => get('/api/services', { signal }),
  staleTime: 60 * 60_000,
});
