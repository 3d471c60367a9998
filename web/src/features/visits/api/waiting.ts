/** The waiting rooms of a clinic, for its staff. */
import { keepPreviousData, queryOptions, useQueryClient } from '@tanstack/react-query';
import { get, post, put, type Schema } from '@/lib/api';
import { useWrite } from '@/lib/query';

export type WaitingRoom = Schema<'WaitingRoomOut'>;
export type Waiting = Schema<'WaitingOut'>;
export type Sign = Schema<'DoorSignOut'>;
export type Doing = WaitingRoom['doing'];

/** Estimates and lateness grow old by themselves, without a fact. */
const LOOK_AGAIN = 30_000;

export const waitingRoomsQuery = (department: string) => queryOptions({
  queryKey: ['visits', 'rooms', department],
  queryFn: ({ signal }) => get('/api/waiting-rooms', { query: department ? { department_id: department } : {}, signal }),
  placeholderData: keepPreviousData, refetchInterval: LOOK_AGAIN,
});

export function useSaySign() {
  const qc = useQueryClient();
  return useWrite(({ practitionerId, ...body }: { practitionerId: string; doing: Sign['doing']; late_minutes: number; note: string }) => put('/api/waiting-rooms/{practitioner_id}/sign', { path: { practitioner_id: practitionerId }, body }), {
    quiet: true, onSuccess: () => void qc.invalidateQueries({ queryKey: ['visits'] }),
  });
}

export const waitingMessagesQuery = (visitId: string) => queryOptions({
  queryKey: ['visit_messages', 'waiting', visitId],
  queryFn: ({ signal }) => get('/api/waiting-rooms/visits/{visit_id}/messages', { path: { visit_id: visitId }, signal }),
});

export function useWriteToWaiting(visitId: string) {
  const qc = useQueryClient();
  return useWrite((body: string) => post('/api/waiting-rooms/visits/{visit_id}/messages', { path: { visit_id: visitId }, body: { body } }), {
    onSuccess: () => { for (const key of ['visit_messages', 'visits']) void qc.invalidateQueries({ queryKey: [key] }); },
  });
}
