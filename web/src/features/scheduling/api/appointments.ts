/** Holding, booking, moving and cancelling; each reply is put where the lists read it. */
import { queryOptions, useQueryClient } from '@tanstack/react-query';
import { del, get, post, type Reply } from '@/lib/api';
import { usePages, type Pages } from '@/lib/pages';
import { useWrite } from '@/lib/query';
import type { Chosen } from './desk';
import type { Kind, Whom } from './slots';

export type Appointment = Reply<'/api/appointments/{appointment_id}', 'get'>;
export type Hold = Reply<'/api/appointments/hold', 'post'>;
export type Scope = 'upcoming' | 'past' | 'all';

export const appointmentQuery = (id: string) => queryOptions({
  queryKey: ['appointments', 'one', id],
  queryFn: ({ signal }) => get('/api/appointments/{appointment_id}', { path: { appointment_id: id }, signal }),
});

export const useAppointments = (scope: Scope) =>
  usePages<Appointment>(['appointments', 'list', scope], (after, signal) => get('/api/appointments', { query: { scope, after: after ?? '', limit: 20 }, signal }));

type Status = 'booked' | 'arrived' | 'fulfilled' | 'cancelled' | 'no_show';
export type DayFilter = { who: string | null; status?: Status | undefined; days?: number };

/** A day or the seven from it on: at most 200 rows come at once, more by "load more"; the count once all are there. */
export function useDay(day: string, { who, status, days = 1 }: DayFilter): Pages<Appointment> {
  const pages = usePages<Appointment>(['appointments', 'day', day, days, who, status ?? ''], (after, signal) =>
    get('/api/appointments', { query: { day, days, practitioner_id: who, status: status ?? null, after: after ?? '', limit: 200 }, signal }));
  return { ...pages, total: pages.loading || pages.hasMore ? null : pages.rows.length };
}

type Wanted = { whom: Whom; startsAt: string; kind: Kind; patientId?: string | undefined; replaces?: string | undefined };

export const useHold = () => useWrite(({ whom, startsAt, kind, patientId, replaces }: Wanted) =>
  post('/api/appointments/hold', { body: { ...whom, starts_at: startsAt, kind, ...(patientId ? { patient_id: patientId } : {}), ...(replaces ? { replaces } : {}) } }), { quiet: true });

/** Giving a time back is a courtesy: if it fails, it comes back by itself when its minutes are over. */
export const release = (holdId: string) => del('/api/appointments/hold/{hold_id}', { path: { hold_id: holdId } }).catch(() => undefined);

export function useBook() {
  const qc = useQueryClient();
  return useWrite(
    ({ holdId, reason, replaces, resources = [] }: { holdId: string; reason: string; replaces?: string | undefined; resources?: Chosen[] }, key) =>
      post('/api/appointments', { body: { hold_id: holdId, reason, resources, ...(replaces ? { replaces } : {}) }, idempotencyKey: key }),
    { quiet: true, onSuccess: (made) => put(qc, made) },
  );
}

export function useCancel() {
  const qc = useQueryClient();
  return useWrite(
    ({ id, reason }: { id: string; reason: string }, key) =>
      post('/api/appointments/{appointment_id}/cancel', { path: { appointment_id: id }, body: { reason }, idempotencyKey: key }),
    { onSuccess: (gone) => put(qc, gone) },
  );
}

export function useArrive() {
  const qc = useQueryClient();
  return useWrite((id: string) => post('/api/appointments/{appointment_id}/arrive', { path: { appointment_id: id } }), { onSuccess: (here) => put(qc, here) });
}

function put(qc: ReturnType<typeof useQueryClient>, row: Appointment) {
  qc.setQueryData(appointmentQuery(row.id).queryKey, row);
  void qc.invalidateQueries({ queryKey: ['appointments', 'list'] });
  void qc.invalidateQueries({ queryKey: ['appointments', 'day'] });
  void qc.invalidateQueries({ queryKey: ['tasks'] });
}
