/** The chat of a visit. */
import { queryOptions, useQueryClient } from '@tanstack/react-query';
import { send } from '@/lib/api';
import { useWrite } from '@/lib/query';
import type { Side } from './visits';

export type Message = { id: string; created_at: string; side: Side; author: string; body: string; mine: boolean };
type Messages = { items: Message[] };

export const messagesQuery = (visitId: string) => queryOptions({
  queryKey: ['visit_messages', visitId],
  queryFn: ({ signal }) => send<Messages>('GET', `/api/visits/${visitId}/messages`, { signal }),
});

export function useSendMessage(visitId: string) {
  const qc = useQueryClient();
  return useWrite((body: string, key) => send<Message>('POST', `/api/visits/${visitId}/messages`, { body: { body }, idempotencyKey: key }), {
    onSuccess: (message) => qc.setQueryData<Messages>(messagesQuery(visitId).queryKey, (old) => ({
      items: [...(old?.items ?? []).filter((one) => one.id !== message.id), message],
    })),
  });
}
