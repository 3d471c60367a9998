/** Visits over HTTP. A fact names a visit; what it is now is always read here. */
import { queryOptions, useQueryClient, type QueryClient } from '@tanstack/react-query';
import { send } from '@/lib/api';
import { useWrite } from '@/lib/query';

export type VisitStatus = 'scheduled' | 'waiting' | 'admitted' | 'in_call' | 'on_hold' | 'ended' | 'no_show' | 'cancelled';
export type Side = 'patient' | 'clinician';
export type Person = { id: string; name: string; detail: string };
export type Line = { place: number; minutes: number | null; clinician: 'with_you' | 'with_another' | 'here' | 'late' | 'away'; sign: { late_minutes: number; note: string } | null };
export type Visit = {
  id: string; status: VisitStatus; status_at: string; starts_at: string; opens_at: string; waits_until: string | null; side: Side;
  patient: Person; clinician: Person; appointment_id: string; case_id: string | null; encounter_id: string | null; task_id: string | null;
  waiting_since: string | null; admitted_at: string | null; joined_at: string | null; hung_up_at: string | null; hung_up_by: Side | null;
  ended_at: string | null; held_at: string | null; transferred_from: string | null; transfer_note: string; engine: 'p2p' | 'relay' | 'livekit';
  phone: string; rating: number | null; device_check: Record<string, string> | null; line: Line | null;
};
export type Scope = 'upcoming' | 'now' | 'past';
type Page = { items: Visit[]; next: string | null };

export const isOver = (visit: Visit) => visit.status === 'ended' || visit.status === 'no_show' || visit.status === 'cancelled';
export const isOpen = (visit: Visit) => visit.status === 'admitted' || visit.status === 'in_call';

export const visitQuery = (id: string) => queryOptions({
  queryKey: ['visits', 'one', id],
  queryFn: ({ signal }) => send<Visit>('GET', `/api/visits/${id}`, { signal }),
});
export const visitsQuery = (scope: Scope) => queryOptions({
  queryKey: ['visits', 'list', scope],
  queryFn: ({ signal }) => send<Page>('GET', '/api/visits', { query: { scope }, signal }),
});

function keep(qc: QueryClient, visit: Visit) {
  qc.setQueryData(visitQuery(visit.id).queryKey, visit);
  void qc.invalidateQueries({ queryKey: ['visits', 'list'] });
}

type Verb = 'wait' | 'leave' | 'admit' | 'send-back' | 'hang-up' | 'hold' | 'resume';

/** One verb on one visit; the reply is the visit as it is now. `after` comes even when the button is gone by then: the news may be faster. */
export function useVisitVerb(verb: Verb, after?: (visit: Visit) => void) {
  const qc = useQueryClient();
  return useWrite((id: string) => send<Visit>('POST', `/api/visits/${id}/${verb}`, { body: {} }), {
    onSuccess: (visit) => {
      keep(qc, visit);
      after?.(visit);
    },
  });
}

export function useTransfer(id: string) {
  const qc = useQueryClient();
  return useWrite((body: { practitioner_id: string; note: string }) => send<Visit>('POST', `/api/visits/${id}/transfer`, { body }), { onSuccess: (visit) => keep(qc, visit) });
}

export function useRate(id: string) {
  const qc = useQueryClient();
  return useWrite((stars: number) => send<Visit>('POST', `/api/visits/${id}/rating`, { body: { stars } }), { onSuccess: (visit) => keep(qc, visit) });
}

type Colleague = { id: string; name: string; specialty: string };

/** Whom a visit could be handed to. */
export const colleaguesQuery = (search: string) => queryOptions({
  queryKey: ['practitioners', 'colleagues', search],
  queryFn: ({ signal }) => send<{ items: Colleague[] }>('GET', '/api/practitioners', { query: { role: 'doctor', ...(search ? { search } : {}), limit: 20 }, signal }),
});
