import { queryOptions, useQuery } from '@tanstack/react-query';
import { get } from '@/lib/api';

export const countsQuery = queryOptions({ queryKey: ['tasks', 'counts'], queryFn: ({ signal }) => get('/api/tasks/counts', { signal }) });

/** The number on the rail: what is in my hands and who waits. */
export function useTaskCount(): number | undefined {
  const { data } = useQuery(countsQuery);
  return data ? Math.max(data.mine, data.waiting) || undefined : undefined;
}
