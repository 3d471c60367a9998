import { queryOptions, useQueryClient } from '@tanstack/react-query';
import { get, send } from '@/lib/api';
import { useWrite } from '@/lib/query';

export type BedStatus = 'free' | 'reserved' | 'occupied' | 'cleaning' | 'blocked';
export type Bed = { id: string; label: string; status: BedStatus; status_at: string; stay_id: string | null; since: string | null; patient_name: string | null; goes_to: string | null; comes_from: string | null };
export type Ward = { id: string; code: string; name: string; beds: Bed[] };
export type Stay = {
  id: string; status: 'requested' | 'reserved' | 'on_ward' | 'ended' | 'cancelled'; status_at: string; case_id: string | null; encounter_id: string;
  patient_id: string; patient_name: string; patient_number: string; practitioner_name: string; admitted_at: string | null; bed: string | null; ward: string | null;
  to_bed: string | null; to_ward: string | null;
};
export type StayPlace = {
  id: string; status: 'held' | 'here' | 'left' | 'refused' | 'cancelled'; status_at: string; asked_at: string; since: string | null; until: string | null;
  bed: string; ward: string; reason: string; answer: string; asked_by_name: string; lead_name: string | null;
};
export type StayDetail = Stay & {
  reason: string; disposition: string; ended_at: string | null; bed_id: string | null; practitioner_id: string; places: StayPlace[];
  notes: { id: string; created_at: string; kind: string; decision: string; words: string; author_name: string }[];
  may_chart: boolean;
};

export const wardsQuery = queryOptions({ queryKey: ['wards'], queryFn: ({ signal }) => send<{ items: Ward[] }>('GET', '/api/wards', { signal }) });
export const staysQuery = queryOptions({ queryKey: ['stays'], queryFn: ({ signal }) => send<{ items: Stay[] }>('GET', '/api/stays', { signal }) });
export const stayQuery = (id: string) => queryOptions({ queryKey: ['stays', id], queryFn: ({ signal }) => send<StayDetail>('GET', `/api/stays/${id}`, { signal }) });

export function useBedAction() {
  const qc = useQueryClient();
  return useWrite(({ id, action }: { id: string; action: 'clean' | 'block' }) => send<Bed>('POST', `/api/beds/${id}/${action}`, { body: {} }), {
    onSuccess: () => qc.invalidateQueries({ queryKey: ['wards'] }),
  });
}

export function useRequestAdmission() {
  const qc = useQueryClient();
  return useWrite((body: { patient_id: string; reason: string }, key) => send<StayDetail>('POST', '/api/stays', { body, idempotencyKey: key }), {
    onSuccess: () => qc.invalidateQueries({ queryKey: ['stays'] }),
  });
}

export function useWithdraw(id: string) {
  const qc = useQueryClient();
  return useWrite((reason: string) => send<StayDetail>('POST', `/api/stays/${id}/withdraw`, { body: { reason } }), {
    onSuccess: (stay) => { qc.setQueryData(['stays', id], stay); void qc.invalidateQueries({ queryKey: ['wards'] }); },
  });
}

export const doctorsQuery = queryOptions({ queryKey: ['practitioners', 'doctors'], queryFn: ({ signal }) => get('/api/practitioners', { query: { role: 'doctor', limit: 100 }, signal }), staleTime: 5 * 60_000 });

/** After a move the board, the list and the chart's rights may all be others. */
function useMoved(id: string) {
  const qc = useQueryClient();
  return (stay: StayDetail) => {
    qc.setQueryData(['stays', id], stay);
    void qc.invalidateQueries({ queryKey: ['wards'] });
    void qc.invalidateQueries({ queryKey: ['stays'], exact: true });
  };
}

export function useMovePatient(id: string) {
  const onSuccess = useMoved(id);
  return useWrite((body: { bed_id: string; reason: string; practitioner_id: string | null }) => send<StayDetail>('POST', `/api/stays/${id}/transfer`, { body }), { onSuccess });
}

export function useAcceptTransfer(id: string) {
  const onSuccess = useMoved(id);
  return useWrite((_: undefined) => send<StayDetail>('POST', `/api/stays/${id}/transfer/accept`, { body: {} }), { onSuccess });
}

export function useEndTransfer(id: string) {
  const onSuccess = useMoved(id);
  return useWrite(({ how, reason }: { how: 'refuse' | 'cancel'; reason: string }) => send<StayDetail>('POST', `/api/stays/${id}/transfer/${how}`, { body: { reason } }), { onSuccess });
}
