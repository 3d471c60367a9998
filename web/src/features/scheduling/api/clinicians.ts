/** Clinicians by name, for the desk's filter. */
import { queryOptions } from '@tanstack/react-query';
import { get } from '@/lib/api';

export const cliniciansQuery = queryOptions({
  queryKey: ['practitioners', 'all'],
  queryFn: ({ signal }) => get('/api/practitioners', { query: { limit: 100 }, signal }),
  staleTime: 10 * 60_000,
});
