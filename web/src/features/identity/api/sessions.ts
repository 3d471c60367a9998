import { queryOptions, useQueryClient } from '@tanstack/react-query';
import { del, get } from '@/lib/api';
import { useWrite } from '@/lib/query';

export const sessionsQuery = queryOptions({
  queryKey: ['sessions'],
  queryFn: ({ signal }) => get('/api/sessions', { signal }),
});

export function useEndSession() {
  const qc = useQueryClient();
  return useWrite((session_id: string) => del('/api/sessions/{session_id}', { path: { session_id } }), {
    onSuccess: () => qc.invalidateQueries({ queryKey: ['sessions'] }),
  });
}
