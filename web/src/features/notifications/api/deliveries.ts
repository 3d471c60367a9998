/** What went out, what waits, what nobody tries any more; and the simulator's text messages. */
import { queryOptions, useQueryClient } from '@tanstack/react-query';
import { get, post } from '@/lib/api';
import { useWrite } from '@/lib/query';

export const deliveriesQuery = queryOptions({ queryKey: ['deliveries'], queryFn: ({ signal }) => get('/api/admin/deliveries', { signal }) });
export const textsQuery = queryOptions({ queryKey: ['text_messages'], queryFn: ({ signal }) => get('/api/admin/text-messages', { signal }) });

/** In full, with what the list hides; the look is audited. */
export const textQuery = (text_message_id: string) => queryOptions({ queryKey: ['text_messages', text_message_id], queryFn: ({ signal }) => get('/api/admin/text-messages/{text_message_id}', { path: { text_message_id }, signal }) });

export function useRetryDelivery() {
  const qc = useQueryClient();
  return useWrite((notification_delivery_id: string) => post('/api/admin/deliveries/{notification_delivery_id}/retry', { path: { notification_delivery_id } }), { onSuccess: () => void qc.invalidateQueries({ queryKey: deliveriesQuery.queryKey }) });
}
