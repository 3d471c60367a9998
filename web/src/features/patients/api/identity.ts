/** Pictures of an identity document: the patient's own, and what the desk compares. */
import { queryOptions, useQueryClient } from '@tanstack/react-query';
import { withActing } from '@/lib/acting';
import { get, send, type Reply, type Schema } from '@/lib/api';
import { useWrite } from '@/lib/query';

export type Evidence = Schema<'EvidenceOut'>;
export type Side = 'front' | 'back';
export const PAPERS = ['passport', 'identity_card', 'driving_licence', 'residence_permit', 'other'] as const;

type Mine = Reply<'/api/my/identity-evidence', 'get'>;
const picture = '/api/my/identity-evidence/picture';

export const myIdentityQuery = queryOptions({ queryKey: ['my', 'identity'], queryFn: ({ signal }) => get('/api/my/identity-evidence', { signal }), staleTime: 0 });
/** The version makes the address of a new picture another one. */
export const pictureUrl = (who: string, side: Side, { version }: Evidence) =>
  who === 'my' ? withActing(`${picture}?side=${side}&v=${version}`) : `/api/patients/${who}/identity-evidence?side=${side}&v=${version}`;

export function useTakePicture() {
  const qc = useQueryClient();
  return useWrite(({ side, content }: { side: Side; content: Blob }) => send<Mine>('PUT', picture, { query: { side }, body: content }), {
    quiet: true, onSuccess: (mine) => qc.setQueryData(myIdentityQuery.queryKey, mine),
  });
}
