import { queryOptions, useQueryClient } from '@tanstack/react-query';
import { send } from '@/lib/api';
import { useWrite } from '@/lib/query';

export type Notification = { id: string; kind: string; params: Record<string, unknown>; link: string; urgent: boolean; created_at: string; read_at: string | null };
export type Bell = { items: Notification[]; unread: number; next: string | null; language: string };

export const bellQuery = queryOptions({
  queryKey: ['notifications', 'bell'],
  queryFn: ({ signal }) => send<Bell>('GET', '/api/notifications', { signal }),
});

export function useRead() {
  const qc = useQueryClient();
  return useWrite((id: string) => send<Notification>('POST', `/api/notifications/${id}/read`, { body: {} }), {
    quiet: true,
    onSuccess: (row) => qc.setQueryData<Bell>(bellQuery.queryKey, (old) => old && {
      ...old,
      unread: Math.max(0, old.unread - (old.items.some((item) => item.id === row.id && !item.read_at) ? 1 : 0)),
      items: old.items.map((item) => (item.id === row.id ? row : item)),
    }),
  });
}

export function useReadAll() {
  const qc = useQueryClient();
  return useWrite(() => send('POST', '/api/notifications/read-all', { body: {} }), { onSuccess: () => qc.invalidateQueries({ queryKey: ['notifications'] }) });
}
