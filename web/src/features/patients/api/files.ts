/** Documents, family, merges, the timeline and exports of a patient. `who` is a patient's id, or 'my' for one's own. */
import { queryOptions, useQueryClient } from '@tanstack/react-query';
import { withActing } from '@/lib/acting';
import { del, get, post, send, type Reply, type Schema } from '@/lib/api';
import { familyQuery } from '@/lib/family';
import { usePages } from '@/lib/pages';
import { useWrite } from '@/lib/query';
import type { Body } from './patients';

export type Document = Schema<'DocumentOut'>;
export type Family = Reply<'/api/my/family', 'get'>;
export type Proxy = Schema<'ProxyOut'>;
export type Handovers = Reply<'/api/patients/{patient_id}/handovers', 'get'>;
export type Line = Schema<'TimelineLineOut'>;
export type Preview = Reply<'/api/patients/{patient_id}/merge-preview', 'get'>;
export type Right = Body<'/api/my/family/invitations', 'post'>['rights'][number];
export const RIGHTS: Right[] = ['details', 'book', 'record', 'documents', 'messages', 'bills'];
export type Upload = { file: File; folder: string; title: string; visibility?: string };

const own = (who: string) => who === 'my';
export const filesKey = (who: string) => (own(who) ? ['my', 'documents'] : ['documents', who]);
export const fileUrl = (who: string, id: string) => (own(who) ? withActing(`/api/my/documents/${id}`) : `/api/patients/${who}/documents/${id}`);

export const documentsQuery = (who: string) => queryOptions({
  queryKey: filesKey(who),
  queryFn: ({ signal }) => (own(who) ? get('/api/my/documents', { signal }) : get('/api/patients/{patient_id}/documents', { path: { patient_id: who }, signal })),
});

export function useUpload(who: string) {
  const qc = useQueryClient();
  return useWrite(({ file, ...query }: Upload) => send<Reply<'/api/my/documents', 'get'>>('POST', own(who) ? '/api/my/documents' : `/api/patients/${who}/documents`, { body: file, query: { ...query, name: file.name } }), {
    quiet: true, onSuccess: (list) => qc.setQueryData(filesKey(who), list),
  });
}

export function useMarkDocument(patient_id: string) {
  const qc = useQueryClient();
  return useWrite(({ id, reason }: { id: string; reason: string }) => post('/api/patients/{patient_id}/documents/{document_id}/entered-in-error', { path: { patient_id, document_id: id }, body: { reason } }), {
    onSuccess: (list) => qc.setQueryData(filesKey(patient_id), list),
  });
}

function useFamilyWrite<Input>(write: (input: Input) => Promise<Family>, quiet = false) {
  const qc = useQueryClient();
  return useWrite(write, { quiet, onSuccess: (family) => qc.setQueryData(familyQuery.queryKey, family) });
}
export const useInviteProxy = () => useFamilyWrite((body: Body<'/api/my/family/invitations', 'post'>) => post('/api/my/family/invitations', { body }), true);
export const useAnswerInvitation = () => useFamilyWrite(({ proxy_id, yes }: { proxy_id: string; yes: boolean }) => (yes ? post('/api/my/family/{proxy_id}/accept', { path: { proxy_id } }) : post('/api/my/family/{proxy_id}/decline', { path: { proxy_id } })));
export const useEndProxy = () => useFamilyWrite(({ proxy_id, mine }: { proxy_id: string; mine: boolean }) => (mine ? post('/api/my/family/{proxy_id}/revoke', { path: { proxy_id }, body: { reason: 'ended by the patient' } }) : post('/api/my/family/{proxy_id}/leave', { path: { proxy_id } })));

export const proxiesQuery = (patient_id: string) => queryOptions({
  queryKey: ['proxies', patient_id], queryFn: ({ signal }) => get('/api/patients/{patient_id}/proxies', { path: { patient_id }, signal }),
});

export type Give = Body<'/api/patients/{patient_id}/proxies', 'post'>;
function useProxyWrite<Input>(patient_id: string, write: (input: Input) => Promise<Reply<'/api/patients/{patient_id}/proxies', 'get'>>, quiet = false) {
  const qc = useQueryClient();
  return useWrite(write, { quiet, onSuccess: (list) => {
    qc.setQueryData(proxiesQuery(patient_id).queryKey, list);
    void qc.invalidateQueries({ queryKey: handoversQuery(patient_id).queryKey }); // who may get the record in the patient's place
  } });
}
export const useGiveProxy = (patient_id: string) =>
  useProxyWrite(patient_id, (body: Give) => post('/api/patients/{patient_id}/proxies', { path: { patient_id }, body }), true);
export const useRevokeProxy = (patient_id: string) =>
  useProxyWrite(patient_id, ({ proxy_id, reason }: { proxy_id: string; reason: string }) => post('/api/patients/{patient_id}/proxies/{proxy_id}/revoke', { path: { patient_id, proxy_id }, body: { reason } }));

export const useLines = (who: string) =>
  usePages<Line>(['timeline', who], (after, signal) => (own(who) ? get('/api/my/timeline', { query: { after, limit: 20 }, signal }) : get('/api/patients/{patient_id}/timeline', { path: { patient_id: who }, query: { after, limit: 20 }, signal })));

export const previewQuery = (patient_id: string, other_id: string) => queryOptions({
  queryKey: ['merges', 'preview', patient_id, other_id], enabled: other_id !== '', staleTime: 0,
  queryFn: ({ signal }) => get('/api/patients/{patient_id}/merge-preview', { path: { patient_id }, query: { other_id }, signal }),
});
export const mergesQuery = (patient_id: string) => queryOptions({
  queryKey: ['merges', patient_id], queryFn: ({ signal }) => get('/api/patients/{patient_id}/merges', { path: { patient_id }, signal }),
});
export function useMerge(patient_id: string) {
  const qc = useQueryClient();
  return useWrite((body: Body<'/api/patients/{patient_id}/merges', 'post'>, idempotencyKey) => post('/api/patients/{patient_id}/merges', { path: { patient_id }, body, idempotencyKey }), {
    quiet: true, onSuccess: () => Promise.all([qc.invalidateQueries({ queryKey: ['patients'] }), qc.invalidateQueries({ queryKey: ['merges'] })]),
  });
}
export function useUndoMerge(patient_id: string) {
  const qc = useQueryClient();
  return useWrite(({ merge_id, reason }: { merge_id: string; reason: string }) => post('/api/patients/{patient_id}/merges/{merge_id}/undo', { path: { patient_id, merge_id }, body: { reason } }), {
    onSuccess: () => Promise.all([qc.invalidateQueries({ queryKey: ['patients'] }), qc.invalidateQueries({ queryKey: ['merges'] })]),
  });
}

export const exportsQuery = queryOptions({ queryKey: ['my', 'exports'], queryFn: ({ signal }) => get('/api/my/exports', { signal }) });
export function useAskExport() {
  const qc = useQueryClient();
  return useWrite(() => post('/api/my/exports'), { onSuccess: (list) => qc.setQueryData(exportsQuery.queryKey, list) });
}

export const patientExportsQuery = (patient_id: string) => queryOptions({
  queryKey: ['exports', patient_id], queryFn: ({ signal }) => get('/api/patients/{patient_id}/exports', { path: { patient_id }, signal }),
});
export function useAskPatientExport(patient_id: string) {
  const qc = useQueryClient();
  return useWrite((body: Body<'/api/patients/{patient_id}/exports', 'post'>) => post('/api/patients/{patient_id}/exports', { path: { patient_id }, body }), {
    onSuccess: (list) => qc.setQueryData(patientExportsQuery(patient_id).queryKey, list),
  });
}

export const handoversQuery = (patient_id: string) => queryOptions({
  queryKey: ['exports', patient_id, 'handovers'], queryFn: ({ signal }) => get('/api/patients/{patient_id}/handovers', { path: { patient_id }, signal }),
});
export function useHandOver(patient_id: string) {
  const qc = useQueryClient();
  return useWrite((body: Body<'/api/patients/{patient_id}/handovers', 'post'>) => post('/api/patients/{patient_id}/handovers', { path: { patient_id }, body }), {
    quiet: true, onSuccess: ({ code: _code, ...list }) => qc.setQueryData(handoversQuery(patient_id).queryKey, list),
  });
}
export function useWithdrawHandover(patient_id: string) {
  const qc = useQueryClient();
  return useWrite((handover_id: string) => del('/api/patients/{patient_id}/handovers/{handover_id}', { path: { patient_id, handover_id } }), {
    onSuccess: (list) => qc.setQueryData(handoversQuery(patient_id).queryKey, list),
  });
}
