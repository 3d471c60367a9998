/** What a patient takes home from signed visits. */
import { queryOptions } from '@tanstack/react-query';
import { get, type Reply } from '@/lib/api';
import { usePages } from '@/lib/pages';

export type Summary = Reply<'/api/encounters/{encounter_id}/summary', 'get'>;
export type SummaryRow = Reply<'/api/encounters', 'get'>['items'][number];

export const summaryQuery = (id: string) => queryOptions({
  queryKey: ['summaries', 'one', id],
  queryFn: ({ signal }) => get('/api/encounters/{encounter_id}/summary', { path: { encounter_id: id }, signal }),
});

export const useSummaries = () => usePages<SummaryRow>(['summaries', 'list'], (after, signal) => get('/api/encounters', { query: { after: after ?? '', limit: 20 }, signal }));
