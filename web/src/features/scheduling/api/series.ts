/** Appointments that repeat, walk-ins and overbooking. */
import { useQueryClient } from '@tanstack/react-query';
import { post } from '@/lib/api';
import { useWrite } from '@/lib/query';
import type { Chosen } from './desk';

export type SeriesWish = {
  patient_id: string; practitioner_id: string; kind: 'video' | 'in_person'; first: string; at: string; frequency: 'daily' | 'weekly' | 'monthly'; interval: number;
  weekdays: number[]; count: number | null; until: string | null; exceptions: string[]; reason: string; skip_taken: boolean; resources: Chosen[];
};

function useRefresh() {
  const qc = useQueryClient();
  return () => { for (const key of ['appointments', 'slots', 'board', 'queue']) void qc.invalidateQueries({ queryKey: [key] }); };
}

export const usePlanSeries = () => useWrite((body: SeriesWish) => post('/api/series/plan', { body }), { quiet: true });
export const useBookSeries = () => useWrite((body: SeriesWish, key) => post('/api/series', { body, idempotencyKey: key }), { quiet: true, onSuccess: useRefresh() });
export const useWalkIn = () => useWrite((body: { patient_id: string; specialty?: string; practitioner_id?: string; reason: string }, key) => post('/api/appointments/walk-in', { body, idempotencyKey: key }), { quiet: true, onSuccess: useRefresh() });
type Over = { patient_id: string; practitioner_id: string; starts_at: string; why: string; minutes: number; kind: 'in_person'; reason: string; resources: Chosen[] };
export const useOverbook = () => useWrite((body: Over, key) => post('/api/appointments/overbook', { body, idempotencyKey: key }), { quiet: true, onSuccess: useRefresh() });
