import { queryOptions, useQueryClient } from '@tanstack/react-query';
import { del, get, post, type Reply, type Schema } from '@/lib/api';
import { useWrite } from '@/lib/query';

export type Erasure = Schema<'ErasureOut'>;
export type ErasurePage = Reply<'/api/erasures/{erasure_id}', 'get'>;

export const erasuresQuery = queryOptions({ queryKey: ['erasures'], queryFn: ({ signal }) => get('/api/erasures', { signal }) });
export const erasureQuery = (erasure_id: string) =>
  queryOptions({ queryKey: ['erasures', erasure_id], queryFn: ({ signal }) => get('/api/erasures/{erasure_id}', { path: { erasure_id }, signal }) });
export const holdsQuery = (patient_id: string) =>
  queryOptions({ queryKey: ['legal-holds', patient_id], queryFn: ({ signal }) => get('/api/patients/{patient_id}/legal-holds', { path: { patient_id }, signal }) });
export const myErasureQuery = queryOptions({ queryKey: ['my', 'erasure'], queryFn: ({ signal }) => get('/api/my/erasure', { signal }) });

function useAgain() {
  const qc = useQueryClient();
  return () => Promise.all([['erasures'], ['legal-holds'], ['my', 'erasure'], ['patients']].map((queryKey) => qc.invalidateQueries({ queryKey })));
}

export const useAskErasure = (patient_id: string) =>
  useWrite((reason: string) => post('/api/patients/{patient_id}/erasures', { path: { patient_id }, body: { reason } }), { retry: false, onSuccess: useAgain() });
export const useRefuse = (erasure_id: string) =>
  useWrite((answer: string) => post('/api/erasures/{erasure_id}/refuse', { path: { erasure_id }, body: { answer } }), { quiet: true, retry: false, onSuccess: useAgain() });
export const useRestrict = (erasure_id: string) =>
  useWrite((answer: string) => post('/api/erasures/{erasure_id}/restrict', { path: { erasure_id }, body: { answer } }), { quiet: true, retry: false, onSuccess: useAgain() });
export const useApprove = (erasure_id: string) =>
  useWrite((answer: string) => post('/api/erasures/{erasure_id}/approve', { path: { erasure_id }, body: { answer } }), { quiet: true, retry: false, onSuccess: useAgain() });
export const useConfirmErasure = (erasure_id: string) =>
  useWrite((number: string) => post('/api/erasures/{erasure_id}/confirm', { path: { erasure_id }, body: { number } }), { quiet: true, retry: false, onSuccess: useAgain() });
export const usePutHold = (patient_id: string) =>
  useWrite((reason: string) => post('/api/patients/{patient_id}/legal-holds', { path: { patient_id }, body: { reason } }), { retry: false, onSuccess: useAgain() });
export const useLiftHold = (patient_id: string) =>
  useWrite((reason: string) => post('/api/patients/{patient_id}/legal-holds/lift', { path: { patient_id }, body: { reason } }), { retry: false, onSuccess: useAgain() });
export const useAskMyErasure = () =>
  useWrite((reason: string) => post('/api/my/erasure', { body: { reason } }), { retry: false, onSuccess: useAgain() });
export const useWithdrawMyErasure = () => useWrite(() => del('/api/my/erasure'), { retry: false, onSuccess: useAgain() });
