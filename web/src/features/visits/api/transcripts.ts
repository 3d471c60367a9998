/** The transcript of a visit: who has agreed that words are kept, and whether it was filed. The words stay on the clinician's page. */
import { queryOptions, useQuery, useQueryClient } from '@tanstack/react-query';
import { send, type Schema } from '@/lib/api';
import { useWrite } from '@/lib/query';
import type { RecordingConsent } from './recordings';

export type TranscriptStatus = 'asked' | 'keeping' | 'filed' | 'declined';
export type Transcript = { id: string; status: TranscriptStatus; declined_by_name: string; document_id: string | null; consents: RecordingConsent[] };
type Transcripts = { offered: boolean; newest: Transcript | null };
export type GuestTranscript = { status: TranscriptStatus; agreed: boolean | null };
export type SpokenLine = { speaker: string; text: string };

export const isOpen = (status: TranscriptStatus) => status === 'asked' || status === 'keeping';

export const transcriptQuery = (visitId: string) => queryOptions({
  queryKey: ['visit_transcripts', visitId],
  queryFn: ({ signal }) => send<Transcripts>('GET', `/api/visits/${visitId}/transcripts`, { signal }),
});

/** The newest transcript of a visit, whether it is open, and whether this hospital keeps any. */
export function useTranscript(visitId: string) {
  const { data } = useQuery(transcriptQuery(visitId));
  const newest = data?.newest ?? undefined;
  return { offered: data?.offered ?? false, newest, open: newest && isOpen(newest.status) ? newest : undefined };
}

function useTaken(visitId: string) {
  const qc = useQueryClient();
  return { onSuccess: (found: Transcripts) => void qc.setQueryData(transcriptQuery(visitId).queryKey, found) };
}

export const useAskTranscript = (visitId: string) =>
  useWrite(() => send<Transcripts>('POST', `/api/visits/${visitId}/transcripts`, { body: {} }), useTaken(visitId));

/** Agree, or do not: while words are kept that is to take it back, and they are gone. */
export const useAnswerTranscript = (visitId: string) =>
  useWrite(({ id, agree }: { id: string; agree: boolean }) => send<Transcripts>('POST', `/api/visits/${visitId}/transcripts/${id}/consent`, { body: { agree } }), useTaken(visitId));

export const useFileTranscript = (visitId: string) =>
  useWrite(({ id, ...body }: { id: string; lines: SpokenLine[]; visibility: Schema<'Visibility'> }) => send<Transcripts>('POST', `/api/visits/${visitId}/transcripts/${id}/chart`, { body }), { quiet: true, ...useTaken(visitId) });

export function useGuestTranscriptAnswer() {
  const qc = useQueryClient();
  return useWrite((agree: boolean) => send<unknown>('POST', '/api/guest/transcript', { body: { agree } }), {
    onSuccess: () => void qc.invalidateQueries({ queryKey: ['guest_visit'] }),
  });
}
