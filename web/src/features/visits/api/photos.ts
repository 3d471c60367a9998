/** Photos in the call: the clinician asks, the patient sends or refuses. */
import { queryOptions, useQuery, useQueryClient } from '@tanstack/react-query';
import { send, type Reply, type Schema } from '@/lib/api';
import { useWrite } from '@/lib/query';

export type Photo = Schema<'PhotoOut'>;
type Photos = Reply<'/api/visits/{visit_id}/photos', 'get'>;

export const photosQuery = (visitId: string) => queryOptions({
  queryKey: ['visit_photos', visitId],
  queryFn: ({ signal }) => send<Photos>('GET', `/api/visits/${visitId}/photos`, { signal }),
});

/** The newest question for a photo, if there was one. */
export const useNewestPhoto = (visitId: string): Photo | undefined => useQuery(photosQuery(visitId)).data?.items[0];

function usePhotoWrite<Input = void>(visitId: string, write: (input: Input) => Promise<Photo>, quiet = false) {
  const qc = useQueryClient();
  return useWrite(write, {
    quiet,
    onSuccess: (photo) => qc.setQueryData<Photos>(photosQuery(visitId).queryKey, (old) => ({ items: [photo, ...(old?.items ?? []).filter((one) => one.id !== photo.id)] })),
    onError: () => void qc.invalidateQueries({ queryKey: ['visit_photos', visitId] }),
  });
}

export const useAskPhoto = (visitId: string) => usePhotoWrite(visitId, (wanted: string) => send<Photo>('POST', `/api/visits/${visitId}/photos`, { body: { wanted } }));
export const useWithdrawPhoto = (visitId: string) => usePhotoWrite(visitId, (id: string) => send<Photo>('POST', `/api/visits/${visitId}/photos/${id}/withdraw`, { body: {} }));
export const useRefusePhoto = (visitId: string) =>
  usePhotoWrite(visitId, ({ id, reason }: { id: string; reason: 'no' | 'no_camera' }) => send<Photo>('POST', `/api/visits/${visitId}/photos/${id}/refuse`, { body: { reason } }), true);
export const useSendPhoto = (visitId: string) =>
  usePhotoWrite(visitId, ({ id, picture }: { id: string; picture: Blob }) => send<Photo>('POST', `/api/visits/${visitId}/photos/${id}/picture`, { body: picture }), true);
