/** Consent texts as they are asked for today, and signing one. `who` is a patient's id, or 'my' for one's own. */
import { queryOptions, useQueryClient } from '@tanstack/react-query';
import { get, post } from '@/lib/api';
import { useWrite } from '@/lib/query';
import { detailsQuery } from './details';
import { patientQuery, type Body } from './patients';

export type SignBody = Body<'/api/my/consents/sign', 'post'>;

export const textsOfQuery = (who: string) => queryOptions({
  queryKey: ['consent_texts', who],
  queryFn: ({ signal }) => (who === 'my' ? get('/api/my/consent-texts', { signal }) : get('/api/patients/{patient_id}/consent-texts', { path: { patient_id: who }, signal })),
});

export function useSignConsent(who: string) {
  const qc = useQueryClient();
  return useWrite((body: SignBody) => (who === 'my' ? post('/api/my/consents/sign', { body }) : post('/api/patients/{patient_id}/consents', { path: { patient_id: who }, body })), {
    quiet: true,
    onSuccess: (page) => qc.setQueryData(who === 'my' ? detailsQuery.queryKey : patientQuery(page.patient.id).queryKey, page),
  });
}
