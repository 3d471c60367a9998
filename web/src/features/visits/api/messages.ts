/** The chat of a visit. */
import { queryOptions, useQueryClient } from '@tanstack/react-query';
import { withActing } from '@/lib/acting';
import { newKey, send, type Reply, type Schema } from '@/lib/api';
import { useWrite } from '@/lib/query';

export type Message = Schema<'MessageOut'>;
export type VisitFile = Schema<'VisitFileOut'>;
type Messages = Reply<'/api/visits/{visit_id}/messages', 'get'>;
type Folder = Schema<'DocumentOut'>['folder'];

export const messagesQuery = (visitId: string) => queryOptions({
  queryKey: ['visit_messages', visitId],
  queryFn: ({ signal }) => send<Messages>('GET', `/api/visits/${visitId}/messages`, { signal }),
});

/** What is taken; the server looks at the bytes. */
export const ACCEPTED = 'application/pdf,image/jpeg,image/png,image/webp,text/plain';

function useAdded(visitId: string) {
  const qc = useQueryClient();
  return {
    onSuccess: (message: Message) => qc.setQueryData<Messages>(messagesQuery(visitId).queryKey, (old) => ({
      items: [...(old?.items ?? []).filter((one) => one.id !== message.id), message],
    })),
  };
}

export const useSendMessage = (visitId: string) =>
  useWrite((body: string, key) => send<Message>('POST', `/api/visits/${visitId}/messages`, { body: { body }, idempotencyKey: key }), useAdded(visitId));

/** A file as a line of the chat. Each has a key of its own, so that it is there once however often it is tried. */
export function useSendFile(visitId: string) {
  const write = useWrite(({ file, key }: { file: File; key: string }) =>
    send<Message>('POST', `/api/visits/${visitId}/files`, { query: { name: file.name }, body: file, idempotencyKey: key }), useAdded(visitId));
  return { isPending: write.isPending, mutate: (file: File) => write.mutate({ file, key: newKey() }) };
}

export const fileUrl = (visitId: string, id: string) => withActing(`/api/visits/${visitId}/files/${id}`);

function useAgain(visitId: string) {
  const qc = useQueryClient();
  return { onSuccess: () => void qc.invalidateQueries({ queryKey: ['visit_messages', visitId] }) };
}

export const useRemoveFile = (visitId: string) => useWrite((id: string) => send<unknown>('DELETE', `/api/visits/${visitId}/files/${id}`), useAgain(visitId));

export type IntoChart = { title: string; folder: Folder; visibility: Schema<'DocumentOut'>['visibility']; body_site: string };
export const useFileIntoChart = (visitId: string) =>
  useWrite(({ id, ...body }: IntoChart & { id: string }) => send<VisitFile>('POST', `/api/visits/${visitId}/files/${id}/chart`, { body }), { quiet: true, ...useAgain(visitId) });
