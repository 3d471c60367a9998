/** The day board and the queues. Facts refresh them; a reply stands at once where it is read. */
import { queryOptions, useQueryClient } from '@tanstack/react-query';
import { get, post, put, type Reply } from '@/lib/api';
import { useWrite } from '@/lib/query';

export type Board = Reply<'/api/board', 'get'>;
export type Column = Board['columns'][number];
export type BoardRow = Column['rows'][number];
export type Queue = Reply<'/api/queue', 'get'>;
export type Ticket = Queue['tickets'][number];
export type Point = Queue['points'][number];
export type Category = Queue['categories'][number];
type CategoryIn = { code: string; name: string; priority: number; active: boolean };
export type PointIn = { name: string; categories: string[]; practitioner_id: string | null; active: boolean };
export type MyTicket = Reply<'/api/appointments/{appointment_id}/ticket', 'get'>;

export const boardQuery = (day: string | undefined) => queryOptions({
  queryKey: ['board', day ?? 'today'],
  queryFn: ({ signal }) => get('/api/board', { query: { day: day ?? null }, signal }),
});

export const queueQuery = queryOptions({
  queryKey: ['queue'],
  queryFn: ({ signal }) => get('/api/queue', { signal }),
  refetchInterval: 60_000, // estimates grow older by themselves
});

export const ticketQuery = (id: string) => queryOptions({
  queryKey: ['tickets', id],
  queryFn: ({ signal }) => get('/api/appointments/{appointment_id}/ticket', { path: { appointment_id: id }, signal }),
  refetchInterval: 60_000,
});

function useRefresh() {
  const qc = useQueryClient();
  return () => { for (const key of ['board', 'queue', 'tickets', 'appointments']) void qc.invalidateQueries({ queryKey: [key] }); };
}

export function useCheckIn() {
  const qc = useQueryClient();
  const refresh = useRefresh();
  return useWrite((id: string) => post('/api/appointments/{appointment_id}/check-in', { path: { appointment_id: id } }), {
    onSuccess: (mine, id) => { qc.setQueryData(ticketQuery(id).queryKey, mine); refresh(); },
  });
}

type Move = { id: string; startsAt: string; practitionerId: string };
export const useMove = () => useWrite(({ id, startsAt, practitionerId }: Move, key) =>
  post('/api/appointments/{appointment_id}/move', { path: { appointment_id: id }, body: { starts_at: startsAt, practitioner_id: practitionerId, resources: [] }, idempotencyKey: key }), { onSuccess: useRefresh() });

export const useNext = () => useWrite((point: string) => post('/api/queue/next', { body: { service_point_id: point } }), { quiet: true, onSettled: useRefresh() });
export const useCall = () => useWrite(({ id, point }: { id: string; point: string }) =>
  post('/api/queue/tickets/{queue_ticket_id}/call', { path: { queue_ticket_id: id }, body: { service_point_id: point } }), { onSuccess: useRefresh() });
export const useChange = () => useWrite(({ id, status }: { id: string; status: 'serving' | 'skipped' | 'done' | 'left' }) =>
  post('/api/queue/tickets/{queue_ticket_id}/status', { path: { queue_ticket_id: id }, body: { status } }), { onSuccess: useRefresh() });
export const useTransfer = () => useWrite(({ id, category }: { id: string; category: string }) =>
  post('/api/queue/tickets/{queue_ticket_id}/transfer', { path: { queue_ticket_id: id }, body: { category, practitioner_id: null } }), { onSuccess: useRefresh() });
export const useTakeNumber = () => useWrite((category: string, key) =>
  post('/api/queue/tickets', { body: { category, patient_id: null }, idempotencyKey: key }), { onSuccess: useRefresh() });

export const useSaveCategory = () => useWrite((row: CategoryIn) => put('/api/queue/categories', { body: row }), { quiet: true, onSuccess: useRefresh() });
export const useAddPoint = () => useWrite((row: PointIn) => post('/api/queue/points', { body: row }), { quiet: true, onSuccess: useRefresh() });
export const useSavePoint = () => useWrite(({ id, ...row }: PointIn & { id: string }) =>
  put('/api/queue/points/{service_point_id}', { path: { service_point_id: id }, body: row }), { onSuccess: useRefresh() });
