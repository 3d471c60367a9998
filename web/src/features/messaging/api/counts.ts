import { queryOptions, useQuery } from '@tanstack/react-query';
import { get } from '@/lib/api';

export const countsQuery = queryOptions({ queryKey: ['threads', 'counts'], queryFn: ({ signal }) => get('/api/threads/counts', { signal }) });

/** The number on the rail: conversations with something new for me. */
export function useUnread(): number | undefined {
  return useQuery(countsQuery).data?.unread || undefined;
}
