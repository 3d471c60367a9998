/** Conversations: inbox, one of them with its earlier messages, and what can be done with them. */
import { infiniteQueryOptions, queryOptions, useInfiniteQuery, useQuery, useQueryClient } from '@tanstack/react-query';
import { get, post, request, type Reply, type Schema } from '@/lib/api';
import { asProblem } from '@/lib/problem';
import { useWrite } from '@/lib/query';

export type Thread = Reply<'/api/threads/{thread_id}', 'get'>;
export type ThreadRow = Schema<'ThreadRow'>;
export type Message = Schema<'ThreadMessageOut'>;
export type Member = Schema<'MemberOut'>;
export type MessageFile = Schema<'FileOut'>;
export type Recipient = Schema<'RecipientOut'>;
type ToChart = { id: string; title: string; folder: Schema<'Folder'>; visibility: Schema<'Visibility'>; file_id: string | null };
type ToTask = { id: string; role: 'doctor' | 'nurse' | 'receptionist' | 'billing_clerk'; user_id: string | null; note: string; due_hours: number };
export type View = 'mine' | 'team' | 'waiting' | 'closed' | 'all';
export type Listing = { view?: View; search?: string; patient_id?: string; task_id?: string };

export const threadsQuery = (listing: Listing) => infiniteQueryOptions({
  queryKey: ['threads', 'list', listing],
  queryFn: ({ signal, pageParam }) => get('/api/threads', { query: { ...listing, after: pageParam }, signal }),
  initialPageParam: '',
  getNextPageParam: (page) => page.next ?? undefined,
});

export function useThreads(listing: Listing) {
  const found = useInfiniteQuery(threadsQuery(listing));
  return { ...found, rows: found.data?.pages.flatMap((page) => page.items) ?? [] };
}

export const threadQuery = (thread_id: string) => queryOptions({
  queryKey: ['threads', 'one', thread_id],
  queryFn: ({ signal }) => get('/api/threads/{thread_id}', { path: { thread_id }, signal }),
});

export const earlierQuery = (thread_id: string, first: number | undefined, enabled: boolean) => infiniteQueryOptions({
  queryKey: ['threads', 'one', thread_id, 'earlier', first],
  queryFn: ({ signal, pageParam }) => get('/api/threads/{thread_id}/messages', { path: { thread_id }, query: { before: pageParam }, signal }),
  initialPageParam: first ?? 1,
  getNextPageParam: (page) => (page.more ? page.items[0]?.seq : undefined),
  enabled: enabled && first !== undefined,
});

export const recipientsQuery = (search: string, patient_id?: string) => queryOptions({
  queryKey: ['threads', 'recipients', search, patient_id],
  queryFn: ({ signal }) => get('/api/message-recipients', { query: { search, patient_id }, signal }),
});

export const patientsQuery = (search: string) => queryOptions({
  queryKey: ['patients', 'to-write-to', search],
  queryFn: ({ signal }) => get('/api/patients', { query: { search }, signal }),
  enabled: search.trim().length > 1,
});

/** Read again when the task changes hands: some messages are told only to who has taken it. */
export const taskMessageQuery = (task_id: string, version: number) => queryOptions({
  queryKey: ['threads', 'task', task_id, version],
  queryFn: ({ signal }) => get('/api/tasks/{task_id}/message', { path: { task_id }, signal }),
});

export const useThread = (id: string) => useQuery(threadQuery(id));

/** Reads a conversation and its lists again. */
export function useReread() {
  const qc = useQueryClient();
  return (thread_id?: string) => {
    if (thread_id) void qc.invalidateQueries({ queryKey: ['threads', 'one', thread_id] });
    void qc.invalidateQueries({ queryKey: ['threads', 'list'] });
    void qc.invalidateQueries({ queryKey: ['threads', 'counts'] });
  };
}

export function useThreadWrites(thread_id: string) {
  const reread = useReread();
  const again = { onSuccess: () => reread(thread_id) };
  const path = { thread_id };
  return {
    read: useWrite((seq: number) => post('/api/threads/{thread_id}/read', { path, body: { seq } }), { quiet: true, ...again }),
    join: useWrite(() => post('/api/threads/{thread_id}/join', { path }), again),
    leave: useWrite(() => post('/api/threads/{thread_id}/leave', { path }), again),
    mute: useWrite((muted: boolean) => post('/api/threads/{thread_id}/mute', { path, body: { muted } }), again),
    add: useWrite((user_id: string) => post('/api/threads/{thread_id}/members', { path, body: { user_id } }), again),
    close: useWrite(() => post('/api/threads/{thread_id}/close', { path }), again),
    reopen: useWrite(() => post('/api/threads/{thread_id}/reopen', { path }), again),
  };
}

export function useMessageWrites(thread_id: string) {
  const reread = useReread();
  const again = { onSuccess: () => reread(thread_id) };
  const path = (message_id: string) => ({ message_id });
  return {
    acknowledge: useWrite((id: string) => post('/api/messages/{message_id}/acknowledge', { path: path(id) }), again),
    hide: useWrite(({ id, reason }: { id: string; reason: string }) => post('/api/messages/{message_id}/hide', { path: path(id), body: { reason } }), again),
    show: useWrite((id: string) => post('/api/messages/{message_id}/show', { path: path(id) }), again),
    translate: useWrite(({ id, language }: { id: string; language: string }) => post('/api/messages/{message_id}/translate', { path: path(id), body: { language } }), again),
    chart: useWrite(({ id, ...body }: ToChart) => post('/api/messages/{message_id}/chart', { path: path(id), body }), again),
    task: useWrite(({ id, ...body }: ToTask) => post('/api/messages/{message_id}/task', { path: path(id), body }), again),
  };
}

/** Puts a file to a conversation; it goes with the next message. */
export async function attach(thread_id: string, file: File): Promise<MessageFile> {
  const { data, error } = await request('post', '/api/threads/{thread_id}/files', {
    params: { path: { thread_id }, query: { name: file.name } }, body: file, bodySerializer: (body: unknown) => body, headers: { 'Content-Type': 'application/octet-stream' },
  });
  if (error) throw asProblem(error);
  return data as MessageFile;
}
