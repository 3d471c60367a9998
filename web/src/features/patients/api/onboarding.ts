/** How far a new patient's onboarding is. */
import { queryOptions, useQueryClient } from '@tanstack/react-query';
import { get, post } from '@/lib/api';
import { useWrite } from '@/lib/query';

const of = (patientId: string) => ({ path: { patient_id: patientId } });

export const onboardingQuery = (patientId: string) => queryOptions({
  queryKey: ['onboarding', patientId],
  queryFn: ({ signal }) => get('/api/patients/{patient_id}/onboarding', { ...of(patientId), signal }),
});

export function useBeginOnboarding(patientId: string) {
  const qc = useQueryClient();
  return useWrite(() => post('/api/patients/{patient_id}/onboarding', of(patientId)), { onSuccess: (shown) => qc.setQueryData(onboardingQuery(patientId).queryKey, shown) });
}
