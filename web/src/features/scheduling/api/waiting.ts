/** The waitlist and times on offer. */
import { queryOptions, useQueryClient } from '@tanstack/react-query';
import { get, post, type Reply } from '@/lib/api';
import { useWrite } from '@/lib/query';

export type Wish = Reply<'/api/waitlist', 'get'>['items'][number];
export type Offer = Reply<'/api/offers', 'get'>['items'][number];
export type NewWish = {
  patient_id?: string | null; practitioner_id?: string | null; specialty?: string | null; kind: 'any' | 'video' | 'in_person'; from_day: string; until_day: string;
  weekdays: number[]; earliest: string | null; latest: string | null; priority: number; appointment_id?: string | null;
};

export const waitlistQuery = queryOptions({ queryKey: ['waitlist'], queryFn: ({ signal }) => get('/api/waitlist', { signal }) });
export const offersQuery = queryOptions({ queryKey: ['offers'], queryFn: ({ signal }) => get('/api/offers', { signal }), refetchInterval: 60_000 });

function useRefresh() {
  const qc = useQueryClient();
  return () => { for (const key of ['waitlist', 'offers', 'appointments', 'slots', 'displaced']) void qc.invalidateQueries({ queryKey: [key] }); };
}

export const useJoin = () => useWrite((body: NewWish, key) => post('/api/waitlist', { body, idempotencyKey: key }), { quiet: true, onSuccess: useRefresh() });
export const useWithdraw = () => useWrite((id: string) => post('/api/waitlist/{waitlist_entry_id}/withdraw', { path: { waitlist_entry_id: id } }), { onSuccess: useRefresh() });
export const useAccept = () => useWrite((id: string, key) => post('/api/offers/{slot_offer_id}/accept', { path: { slot_offer_id: id }, idempotencyKey: key }), { onSettled: useRefresh() });
export const useDecline = () => useWrite((id: string) => post('/api/offers/{slot_offer_id}/decline', { path: { slot_offer_id: id } }), { onSettled: useRefresh() });
