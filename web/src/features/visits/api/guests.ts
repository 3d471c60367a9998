/** Invited guests: for the two of the visit, and for the guest's own browser, which has no session. */
import { queryOptions, useQueryClient } from '@tanstack/react-query';
import { send } from '@/lib/api';
import { useWrite } from '@/lib/query';
import { configurationOf, type Ice } from './call';
import type { GuestRecording } from './recordings';
import type { GuestTranscript } from './transcripts';

export type GuestRole = 'interpreter' | 'relative' | 'colleague';
/** How the hub sends the link; '' = whoever invites passes it on. */
export type Via = '' | 'email' | 'sms';
export type Guest = {
  id: string; name: string; role: GuestRole; language: string; invited_side: 'patient' | 'clinician'; expires_at: string;
  opened_at: string | null; entered_at: string | null; left_at: string | null; revoked_at: string | null;
  sent_via: Via; sent_to: string; sent_at: string | null; send_problem: string;
};
export type Invited = { guest: Guest; link: string; pin: string | null };
export type GuestVisit = {
  guest_id: string; visit_id: string; name: string; role: GuestRole; language: string; state: 'waiting' | 'open' | 'on_hold';
  starts_at: string; expires_at: string; clinician: string; patient: string; hospital: string;
  recording: GuestRecording | null; transcript: GuestTranscript | null;
};

export const guestsQuery = (visitId: string) => queryOptions({
  queryKey: ['visit_guests', visitId],
  queryFn: ({ signal }) => send<{ items: Guest[] }>('GET', `/api/visits/${visitId}/guests`, { signal }),
});

export function useInvite(visitId: string) {
  const qc = useQueryClient();
  return useWrite((body: { name: string; role: GuestRole; language: string; with_pin: boolean; via: Via; to: string }) => send<Invited>('POST', `/api/visits/${visitId}/guests`, { body }), {
    onSuccess: () => void qc.invalidateQueries({ queryKey: ['visit_guests', visitId] }),
  });
}

export function useRevoke(visitId: string) {
  const qc = useQueryClient();
  return useWrite((id: string) => send<unknown>('DELETE', `/api/visits/${visitId}/guests/${id}`), {
    onSuccess: () => void qc.invalidateQueries({ queryKey: ['visit_guests', visitId] }),
  });
}

export const openLink = (token: string, pin: string) => send<GuestVisit>('POST', '/api/guest', { body: { token, pin } });
export const guestVisitQuery = queryOptions({
  queryKey: ['guest_visit'],
  queryFn: ({ signal }) => send<GuestVisit>('GET', '/api/guest', { signal }),
  retry: false,
});
export const guestIce = async (): Promise<RTCConfiguration> => configurationOf(await send<Ice>('GET', '/api/guest/ice', {}));
