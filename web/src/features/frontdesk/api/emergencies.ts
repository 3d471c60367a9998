/** Emergencies at the desk: who is here, and taking one in. */
import { queryOptions, useQueryClient } from '@tanstack/react-query';
import { get, post, type Reply } from '@/lib/api';
import { useWrite } from '@/lib/query';
import type { paths } from '@/lib/schema';

export type Emergency = Reply<'/api/emergency-arrivals', 'get'>['items'][number];
export type TakeIn = NonNullable<paths['/api/emergency-arrivals']['post']['requestBody']>['content']['application/json'];

export const emergenciesQuery = queryOptions({ queryKey: ['emergencies'], queryFn: ({ signal }) => get('/api/emergency-arrivals', { signal }), refetchInterval: 60_000 });
export const foundQuery = (search: string) => queryOptions({
  queryKey: ['patients', 'emergency', search], enabled: search.length > 1,
  queryFn: ({ signal }) => get('/api/patients', { query: { search, limit: 8 }, signal }),
});

export function useTakeIn(onDone: () => void) {
  const qc = useQueryClient();
  return useWrite((body: TakeIn, key) => post('/api/emergency-arrivals', { body, idempotencyKey: key }), { quiet: true, onSuccess: () => { void qc.invalidateQueries({ queryKey: ['emergencies'] }); onDone(); } });
}
