/** How I want to be told. */
import { queryOptions, useQueryClient } from '@tanstack/react-query';
import { get, put, type Reply } from '@/lib/api';
import { useWrite } from '@/lib/query';

export type NotificationSettings = Reply<'/api/notification-settings', 'get'>;

export const settingsQuery = queryOptions({ queryKey: ['notification_settings'], queryFn: ({ signal }) => get('/api/notification-settings', { signal }) });

export function useWriteSettings() {
  const qc = useQueryClient();
  return useWrite((body: NotificationSettings) => put('/api/notification-settings', { body }), { onSuccess: (kept) => qc.setQueryData(settingsQuery.queryKey, kept) });
}
