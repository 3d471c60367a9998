/** Recordings of a visit: who has agreed, what runs, what is kept. */
import { queryOptions, useQuery, useQueryClient } from '@tanstack/react-query';
import { send } from '@/lib/api';
import { useWrite } from '@/lib/query';

export type RecordingStatus = 'asked' | 'starting' | 'recording' | 'saving' | 'kept' | 'failed' | 'declined' | 'expired';
export type RecordingConsent = { participant: string; name: string; agreed: boolean | null; mine: boolean };
export type RecordingFile = { id: string; participant: string; name: string; source: 'camera' | 'screen'; tracks: string[]; offset_ms: number; duration_ms: number; size: number };
export type Recording = {
  id: string; status: RecordingStatus; status_at: string; created_at: string; started_at: string | null; stopped_at: string | null;
  stop_reason: string | null; stopped_by_name: string; failure: string; duration_ms: number; keep_until: string | null;
  consents: RecordingConsent[]; files: RecordingFile[];
};
type Recordings = { offered: boolean; items: Recording[] };
export type GuestRecording = { status: RecordingStatus; agreed: boolean | null };

export const isOpen = (status: RecordingStatus) => status === 'asked' || status === 'starting' || status === 'recording';

/** Whether it goes to its end: neither did the recorder fall over, nor what carried the call. */
export const isWhole = (one: Pick<Recording, 'failure' | 'stop_reason'>) => !one.failure && one.stop_reason !== 'interrupted';

export const recordingsQuery = (visitId: string) => queryOptions({
  queryKey: ['visit_recordings', visitId],
  queryFn: ({ signal }) => send<Recordings>('GET', `/api/visits/${visitId}/recordings`, { signal }),
});

/** The newest recording of a visit (the one that is asked for or runs, if any), and whether this hospital records. */
export function useRecording(visitId: string) {
  const { data } = useQuery(recordingsQuery(visitId));
  const newest = data?.items[0];
  return { offered: data?.offered ?? false, newest, open: newest && isOpen(newest.status) ? newest : undefined };
}

function useAgain(visitId: string) {
  const qc = useQueryClient();
  return { onSuccess: () => void qc.invalidateQueries({ queryKey: ['visit_recordings', visitId] }) };
}

export const useAskRecording = (visitId: string) =>
  useWrite(() => send<Recording>('POST', `/api/visits/${visitId}/recordings`, { body: {} }), useAgain(visitId));

/** Agree, or do not: while it runs that is to take it back, and stops it. */
export const useAnswerRecording = (visitId: string) =>
  useWrite(({ id, agree }: { id: string; agree: boolean }) => send<Recording>('POST', `/api/visits/${visitId}/recordings/${id}/consent`, { body: { agree } }), useAgain(visitId));

export function useGuestAnswer() {
  const qc = useQueryClient();
  return useWrite((agree: boolean) => send<unknown>('POST', '/api/guest/recording', { body: { agree } }), {
    onSuccess: () => void qc.invalidateQueries({ queryKey: ['guest_visit'] }),
  });
}

export const fileUrl = (visitId: string, recordingId: string, fileId: string) => `/api/visits/${visitId}/recordings/${recordingId}/files/${fileId}`;
