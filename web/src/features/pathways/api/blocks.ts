import { queryOptions } from '@tanstack/react-query';
import { send } from '@/lib/api';
import type { Blocks } from './types';

export const blocksQuery = queryOptions({
  queryKey: ['process-drafts', 'blocks'], staleTime: 10 * 60_000,
  queryFn: ({ signal }) => send<Blocks>('GET', '/api/building-blocks', { signal }),
});
