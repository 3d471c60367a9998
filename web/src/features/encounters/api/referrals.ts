/** Questions to other specialties. */
import { queryOptions, useQueryClient } from '@tanstack/react-query';
import { get, post, type Reply } from '@/lib/api';
import { useWrite } from '@/lib/query';
import type { paths } from '@/lib/schema';

export type Referral = Reply<'/api/referrals/{referral_id}', 'get'>;
export type OwnReferral = Reply<'/api/my/referrals', 'get'>['items'][number];
export type Refer = NonNullable<paths['/api/patients/{patient_id}/referrals']['post']['requestBody']>['content']['application/json'];

export const referralsQuery = (patientId: string) => queryOptions({
  queryKey: ['referrals', 'of', patientId],
  queryFn: ({ signal }) => get('/api/patients/{patient_id}/referrals', { path: { patient_id: patientId }, signal }),
});

export const referralQuery = (id: string) => queryOptions({
  queryKey: ['referrals', 'one', id],
  queryFn: ({ signal }) => get('/api/referrals/{referral_id}', { path: { referral_id: id }, signal }),
});

export const ownReferralsQuery = queryOptions({ queryKey: ['referrals', 'own'], queryFn: ({ signal }) => get('/api/my/referrals', { signal }) });

export const specialtiesQuery = queryOptions({ queryKey: ['specialties'], queryFn: ({ signal }) => get('/api/specialties', { signal }) });
export const specialistsQuery = (specialty: string) => queryOptions({
  queryKey: ['practitioners', 'of', specialty], enabled: !!specialty,
  queryFn: ({ signal }) => get('/api/practitioners', { query: { specialty, limit: 100 }, signal }),
});

export function useRefer(patientId: string, onDone: () => void) {
  const qc = useQueryClient();
  return useWrite((body: Refer, key) => post('/api/patients/{patient_id}/referrals', { path: { patient_id: patientId }, body, idempotencyKey: key }), {
    quiet: true, onSuccess: () => { void qc.invalidateQueries({ queryKey: ['referrals'] }); onDone(); },
  });
}

export function useWithdrawReferral() {
  const qc = useQueryClient();
  return useWrite((id: string) => post('/api/referrals/{referral_id}/withdraw', { path: { referral_id: id } }), { onSettled: () => void qc.invalidateQueries({ queryKey: ['referrals'] }) });
}
