/** Wards and beds as whoever runs the house has them. */
import { queryOptions, useQueryClient } from '@tanstack/react-query';
import { get, send } from '@/lib/api';
import { useWrite } from '@/lib/query';
import type { components } from '@/lib/schema';

export type PlannedWard = components['schemas']['PlannedWardOut'];
export type PlannedBed = components['schemas']['PlannedBedOut'];
export type Plan = { items: PlannedWard[] };

export const planQuery = queryOptions({ queryKey: ['wards', 'plan'], queryFn: ({ signal }) => get('/api/admin/wards', { signal }) });
export const departmentsQuery = queryOptions({ queryKey: ['departments', 'all'], queryFn: ({ signal }) => get('/api/departments', { query: { all: true }, signal }) });

/** Every change answers with the whole plan. */
function usePlanned<Input>(write: (input: Input) => Promise<Plan>) {
  const qc = useQueryClient();
  return useWrite<Plan, Input>(write, {
    quiet: true,
    onSuccess: (plan) => { qc.setQueryData(planQuery.queryKey, plan); void qc.invalidateQueries({ queryKey: ['wards'], exact: true }); },
  });
}

export const useOpenWard = () => usePlanned((body: { code: string; name: string; department_id: string | null; beds: string[] }) => send<Plan>('POST', '/api/admin/wards', { body }));
export const useChangeWard = (id: string) => usePlanned((body: { code?: string; name?: string; department_id?: string | null }) => send<Plan>('PATCH', `/api/admin/wards/${id}`, { body }));
export const useCloseWard = (id: string) => usePlanned<undefined>(() => send<Plan>('DELETE', `/api/admin/wards/${id}`));
export const useAddBeds = (id: string) => usePlanned((labels: string[]) => send<Plan>('POST', `/api/admin/wards/${id}/beds`, { body: { labels } }));
export const useRenameBed = () => usePlanned(({ id, label }: { id: string; label: string }) => send<Plan>('PATCH', `/api/admin/beds/${id}`, { body: { label } }));
export const useRemoveBed = () => usePlanned((id: string) => send<Plan>('DELETE', `/api/admin/beds/${id}`));
