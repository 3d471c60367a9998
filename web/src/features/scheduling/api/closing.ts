/** Holidays, days off, stranded appointments, hours and templates. */
import { queryOptions, useQueryClient } from '@tanstack/react-query';
import { del, get, post, put, type Reply } from '@/lib/api';
import { useWrite } from '@/lib/query';

export type Displaced = Reply<'/api/displaced', 'get'>['items'][number];
export type Template = Reply<'/api/schedule-templates', 'get'>['items'][number];
export type Policy = Reply<'/api/booking-policy', 'get'>;
export type Stretch = { weekday: number; starts: string; ends: string; slot_minutes: number; buffer_minutes: number; capacity: number; kind: 'any' | 'video' | 'in_person' };

export const holidaysQuery = queryOptions({ queryKey: ['holidays'], queryFn: ({ signal }) => get('/api/holidays', { signal }) });
export const closuresQuery = queryOptions({ queryKey: ['closures'], queryFn: ({ signal }) => get('/api/closures', { signal }) });
export const displacedQuery = (to_id?: string) => queryOptions({ queryKey: ['displaced', 'list', to_id ?? ''], queryFn: ({ signal }) => get('/api/displaced', { query: { to_id }, signal }) });
export const templatesQuery = queryOptions({ queryKey: ['schedule-templates'], queryFn: ({ signal }) => get('/api/schedule-templates', { signal }) });
export const policyQuery = queryOptions({ queryKey: ['booking-policy'], queryFn: ({ signal }) => get('/api/booking-policy', { signal }) });
export const hoursQuery = (id: string) => queryOptions({ queryKey: ['hours', id], queryFn: ({ signal }) => get('/api/practitioners/{practitioner_id}/hours', { path: { practitioner_id: id }, signal }) });

function useRefresh() {
  const qc = useQueryClient();
  return () => { for (const key of ['holidays', 'closures', 'displaced', 'schedule-templates', 'booking-policy', 'hours', 'slots', 'appointments', 'board']) void qc.invalidateQueries({ queryKey: [key] }); };
}

type Leave = { practitioner_id: string; first_day: string; last_day: string; reason: string; starts: string | null; ends: string | null };
export const useAddHoliday = () => useWrite((body: { day: string; name: string; starts: string | null; ends: string | null }) => post('/api/holidays', { body }), { quiet: true, onSuccess: useRefresh() });
export const useDropHoliday = () => useWrite((id: string) => del('/api/holidays/{holiday_id}', { path: { holiday_id: id } }), { onSuccess: useRefresh() });
export const useTakeLeave = () => useWrite((body: Leave) => post('/api/closures', { body }), { quiet: true, onSuccess: useRefresh() });
export const useEndLeave = () => useWrite((body: { practitioner_id: string; first_day: string; last_day: string }) => post('/api/closures/end', { body }), { onSuccess: useRefresh() });
type MoveOne = { appointment_id: string; practitioner_id: string; starts_at: string };
export const useMoveAll = () => useWrite((moves: MoveOne[], key) => post('/api/displaced/move', { body: { moves }, idempotencyKey: key }), { onSuccess: useRefresh() });
export const useCancelAll = () => useWrite((body: { appointment_ids: string[]; reason: string }, key) => post('/api/displaced/cancel', { body, idempotencyKey: key }), { onSuccess: useRefresh() });
export const useOfferAll = () => useWrite((ids: string[], key) => post('/api/displaced/offer', { body: { appointment_ids: ids }, idempotencyKey: key }), { onSuccess: useRefresh() });
export const useAddTemplate = () => useWrite((body: { name: string; hours: Stretch[] }) => post('/api/schedule-templates', { body }), { quiet: true, onSuccess: useRefresh() });
export const useDropTemplate = () => useWrite((id: string) => del('/api/schedule-templates/{template_id}', { path: { template_id: id } }), { onSuccess: useRefresh() });
export const useApplyTemplate = () => useWrite(({ id, ...body }: { id: string; practitioner_ids: string[]; valid_from: string }) =>
  post('/api/schedule-templates/{template_id}/apply', { path: { template_id: id }, body: { ...body, valid_until: null } }), { quiet: true, onSuccess: useRefresh() });
export const useAddHours = () => useWrite((body: Omit<Stretch, 'weekday'> & { weekdays: number[]; practitioner_id: string }) => post('/api/hours', { body }), { quiet: true, onSuccess: useRefresh() });
export const useEndHours = () => useWrite((id: string) => del('/api/hours/{hours_id}', { path: { hours_id: id } }), { onSuccess: useRefresh() });
export const useSavePolicy = () => useWrite(({ currency: _currency, ...body }: Policy) => put('/api/booking-policy', { body }), { quiet: true, onSuccess: useRefresh() });
