/** How video visits go, for whoever reads reports. */
import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import { get, type Schema } from '@/lib/api';

export type Clinic = Schema<'ClinicCallsOut'>;

export const callsQuery = (since: string, until: string) => queryOptions({
  queryKey: ['visit_quality', since, until],
  queryFn: ({ signal }) => get('/api/visit-quality', { query: { ...(since ? { since } : {}), ...(until ? { until } : {}) }, signal }),
  placeholderData: keepPreviousData,
});
