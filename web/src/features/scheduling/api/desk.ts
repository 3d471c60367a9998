/** What only the desk decides: rooms and devices, overbooking, series and their rest, an appointment's earlier times. */
import { queryOptions, useQueryClient } from '@tanstack/react-query';
import { get, post, put, type Reply } from '@/lib/api';
import { useWrite } from '@/lib/query';
import type { Kind } from './slots';

export type Resource = Reply<'/api/resources', 'get'>['items'][number];
export type Chosen = { kind: Resource['kind']; id: string };
export type Suggestion = Reply<'/api/slots/best', 'get'>['items'][number];
export type Series = Reply<'/api/series/{series_id}', 'get'>;

export const resourcesQuery = (startsAt: string, endsAt: string, appointmentId?: string) => queryOptions({
  queryKey: ['appointments', 'resources', startsAt, endsAt, appointmentId],
  queryFn: ({ signal }) => get('/api/resources', { query: { starts_at: startsAt, ends_at: endsAt, appointment_id: appointmentId ?? null }, signal }),
});

export const keptQuery = (id: string) => queryOptions({
  queryKey: ['appointments', 'kept', id],
  queryFn: ({ signal }) => get('/api/appointments/{appointment_id}/resources', { path: { appointment_id: id }, signal }),
});

export const historyQuery = (id: string) => queryOptions({
  queryKey: ['appointments', 'history', id],
  queryFn: ({ signal }) => get('/api/appointments/{appointment_id}/history', { path: { appointment_id: id }, signal }),
});

export const seriesQuery = (id: string) => queryOptions({
  queryKey: ['appointments', 'series', id],
  queryFn: ({ signal }) => get('/api/series/{series_id}', { path: { series_id: id }, signal }),
});

export const overbookingQuery = (practitioner: string, day: string) => queryOptions({
  queryKey: ['appointments', 'overbooking', practitioner, day],
  queryFn: ({ signal }) => get('/api/overbooking', { query: { practitioner_id: practitioner, day }, signal }),
});

/** Who suits best of a specialty: the desk names the patient, a patient is himself. */
export const bestQuery = (specialty: string, kind: Kind, patientId?: string) => queryOptions({
  queryKey: ['slots', 'best', specialty, kind, patientId],
  queryFn: ({ signal }) => get('/api/slots/best', { query: { specialty, kind, patient_id: patientId ?? null }, signal }),
  staleTime: 30_000,
});

function useRefresh() {
  const qc = useQueryClient();
  return () => { for (const key of ['appointments', 'slots', 'board']) void qc.invalidateQueries({ queryKey: [key] }); };
}

export const useKeep = () => useWrite(({ id, resources }: { id: string; resources: Chosen[] }) =>
  put('/api/appointments/{appointment_id}/resources', { path: { appointment_id: id }, body: { resources } }), { quiet: true, onSuccess: useRefresh() });

type Rest = { id: string; since: string; at: string; days: number; practitionerId: string | null };
export const useChangeRest = () => useWrite(({ id, since, at, days, practitionerId }: Rest, key) =>
  post('/api/series/{series_id}/change', { path: { series_id: id }, body: { since, at, shift_days: days, practitioner_id: practitionerId }, idempotencyKey: key }), { quiet: true, onSuccess: useRefresh() });
export const useCancelRest = () => useWrite(({ id, since, reason }: { id: string; since: string; reason: string }, key) =>
  post('/api/series/{series_id}/cancel', { path: { series_id: id }, body: { since, reason }, idempotencyKey: key }), { onSuccess: useRefresh() });
