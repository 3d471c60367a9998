import { queryOptions, useQueryClient } from '@tanstack/react-query';
import { send } from '@/lib/api';
import { useWrite } from '@/lib/query';

export type BedStatus = 'free' | 'reserved' | 'occupied' | 'cleaning' | 'blocked';
export type Bed = { id: string; label: string; status: BedStatus; status_at: string; stay_id: string | null; since: string | null; patient_name: string | null };
export type Ward = { id: string; code: string; name: string; beds: Bed[] };
export type Stay = {
  id: string; status: 'requested' | 'reserved' | 'on_ward' | 'ended' | 'cancelled'; status_at: string; case_id: string | null; encounter_id: string;
  patient_id: string; patient_name: string; patient_number: string; practitioner_name: string; admitted_at: string | null; bed: string | null; ward: string | null;
};
export type StayDetail = Stay & {
  reason: string; disposition: string; ended_at: string | null;
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
