import { queryOptions } from '@tanstack/react-query';
import { get } from '@/lib/api';

export const blocksQuery = queryOptions({
  queryKey: ['process-drafts', 'blocks'], staleTime: 10 * 60_000,
  queryFn: ({ signal }) => get('/api/building-blocks', { signal }),
});
