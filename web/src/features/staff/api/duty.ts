/** Rotas, one's own duty, swaps, leave, on call. */
import { queryOptions, useQueryClient } from '@tanstack/react-query';
import { del, get, post, put, type Reply, type Schema } from '@/lib/api';
import { useWrite } from '@/lib/query';
import type { Body } from './people';

export type Rota = Schema<'RotaOut'>;
export type ShiftTemplate = Schema<'ShiftTemplateOut'>;
export type Shift = Schema<'ShiftOut'>;
export type Swap = Schema<'SwapOut'>;
export type Leave = Schema<'StaffLeaveOut'>;
export type OnCallService = Schema<'OnCallServiceOut'>;
export type MyDuty = Reply<'/api/my/duty', 'get'>;

export const staffQuery = (department_id?: string) => queryOptions({ queryKey: ['staff', department_id ?? ''], queryFn: ({ signal }) => get('/api/staff', { query: { department_id }, signal }) });
export const rotaQuery = (department_id: string, week?: string) => queryOptions({
  queryKey: ['roster', department_id, week ?? ''], queryFn: ({ signal }) => get('/api/departments/{department_id}/rota', { path: { department_id }, query: { week }, signal }), enabled: !!department_id,
});
export const myDutyQuery = queryOptions({ queryKey: ['roster', 'mine'], queryFn: ({ signal }) => get('/api/my/duty', { signal }) });
export const swapsQuery = queryOptions({ queryKey: ['swaps'], queryFn: ({ signal }) => get('/api/shift-swaps', { signal }) });
export const myLeaveQuery = queryOptions({ queryKey: ['leave', 'mine'], queryFn: ({ signal }) => get('/api/my/leave', { signal }) });
export const leaveQuery = queryOptions({ queryKey: ['leave', 'decide'], queryFn: ({ signal }) => get('/api/leave', { query: { everything: true }, signal }) });
export const onCallQuery = (first?: string) => queryOptions({ queryKey: ['on-call', first ?? ''], queryFn: ({ signal }) => get('/api/on-call', { query: { first, days: 14 }, signal }) });
export const standingQuery = (row: Leave) => queryOptions({
  queryKey: ['displaced', 'standing', row.id], enabled: !!row.practitioner_id && row.status === 'requested',
  queryFn: ({ signal }) => get('/api/closures/standing', { query: { practitioner_id: row.practitioner_id!, first_day: row.starts_on, last_day: row.ends_on }, signal }),
});

/** A change of the rota answers with the whole week: no refetch. */
function useRotaWrite<Input>(department_id: string, week: string | undefined, write: (input: Input) => Promise<Rota>) {
  const qc = useQueryClient();
  return useWrite(write, { onSuccess: (rota) => { if (!week || rota.week === week) qc.setQueryData(rotaQuery(department_id, week).queryKey, rota); else void qc.invalidateQueries({ queryKey: ['roster', department_id] }); } });
}
type At = { user_id: string; day: string };
export const usePlan = (id: string, week?: string) => useRotaWrite(id, week, (body: At & { template_id: string }) => post('/api/departments/{department_id}/shifts', { path: { department_id: id }, body: { note: '', ...body } }));
export const useMoveShift = (id: string, week?: string) => useRotaWrite(id, week, ({ shift, ...body }: At & { shift: string }) => post('/api/departments/{department_id}/shifts/{shift_id}/move', { path: { department_id: id, shift_id: shift }, body }));
export const useRemoveShift = (id: string, week?: string) => useRotaWrite(id, week, (shift: string) => del('/api/departments/{department_id}/shifts/{shift_id}', { path: { department_id: id, shift_id: shift } }));
export function usePublish(id: string) {
  const qc = useQueryClient();
  return useWrite((body: { week: string; note: string }) => post('/api/departments/{department_id}/rota/publish', { path: { department_id: id }, body }), { onSuccess: () => qc.invalidateQueries({ queryKey: ['roster'] }) });
}
export function useRepeat(id: string) {
  const qc = useQueryClient();
  return useWrite((week: string) => post('/api/departments/{department_id}/rota/repeat', { path: { department_id: id }, body: { week } }), { onSuccess: () => qc.invalidateQueries({ queryKey: ['roster'] }) });
}
export type TemplateBody = Body<'/api/departments/{department_id}/shift-templates', 'post'>;
export function useKeepTemplate(id: string) {
  const qc = useQueryClient();
  return useWrite(({ template, body }: { template: string | null; body: TemplateBody }) => (template
    ? put('/api/departments/{department_id}/shift-templates/{shift_template_id}', { path: { department_id: id, shift_template_id: template }, body })
    : post('/api/departments/{department_id}/shift-templates', { path: { department_id: id }, body })), { quiet: true, onSuccess: () => qc.invalidateQueries({ queryKey: ['roster', id] }) });
}

function useDutyWrite<Input, Result>(write: (input: Input) => Promise<Result>, keys: string[], quiet = false) {
  const qc = useQueryClient();
  return useWrite(write, { quiet, onSuccess: () => { for (const key of keys) void qc.invalidateQueries({ queryKey: [key] }); } });
}
export const useAskSwap = () => useDutyWrite((body: { shift_id: string; taker_id: string | null; note: string }) => post('/api/shift-swaps', { body: { return_shift_id: null, ...body } }), ['swaps', 'roster'], true);
export const useAnswerSwap = () => useDutyWrite(({ id, accept }: { id: string; accept: boolean }) => post('/api/shift-swaps/{swap_id}/answer', { path: { swap_id: id }, body: { accept } }), ['swaps', 'roster']);
export const useDecideSwap = () => useDutyWrite(({ id, ...body }: { id: string; approve: boolean; answer: string }) => post('/api/shift-swaps/{swap_id}/decide', { path: { swap_id: id }, body }), ['swaps', 'roster']);
export const useWithdrawSwap = () => useDutyWrite((id: string) => post('/api/shift-swaps/{swap_id}/withdraw', { path: { swap_id: id } }), ['swaps', 'roster']);
export type AskLeave = Body<'/api/leave', 'post'>;
export const useAskLeave = () => useDutyWrite((body: AskLeave) => post('/api/leave', { body }), ['leave', 'staff-record'], true);
export const useDecideLeave = () => useDutyWrite(({ id, ...body }: { id: string; approve: boolean; answer: string; release_duty: boolean }) => post('/api/leave/{leave_id}/decide', { path: { leave_id: id }, body }), ['leave', 'roster', 'on-call', 'staff-record']);
export const useCancelLeave = () => useDutyWrite((id: string) => post('/api/leave/{leave_id}/cancel', { path: { leave_id: id } }), ['leave', 'roster', 'staff-record']);
export const useKeepService = () => useDutyWrite(({ department_id, ...body }: { department_id: string; code: string; name: string; levels: number; active: boolean }) => put('/api/departments/{department_id}/on-call-services', { path: { department_id }, body }), ['on-call'], true);
export const useAssign = () => useDutyWrite(({ service, ...body }: { service: string; level: number; user_id: string | null; first_day: string; last_day: string; starts: string }) => post('/api/on-call-services/{on_call_service_id}/turns', { path: { on_call_service_id: service }, body }), ['on-call', 'roster'], true);
