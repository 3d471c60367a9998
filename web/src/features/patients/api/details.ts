import { queryOptions, useQueryClient } from '@tanstack/react-query';
import { del, get, patch, post } from '@/lib/api';
import { useWrite } from '@/lib/query';
import type { paths } from '@/lib/schema';
import type { Body, PatientPage } from './patients';

export type ChangeContact = NonNullable<paths['/api/my/details']['patch']['requestBody']>['content']['application/json'];

export const detailsQuery = queryOptions({
  queryKey: ['my', 'details'],
  queryFn: ({ signal }) => get('/api/my/details', { signal }),
});

function useDetailsWrite<Input>(write: (input: Input) => Promise<PatientPage>, quiet = false) {
  const qc = useQueryClient();
  return useWrite(write, { quiet, onSuccess: (page) => qc.setQueryData(detailsQuery.queryKey, page) });
}

export const useChangeDetails = () => useDetailsWrite((body: ChangeContact) => patch('/api/my/details', { body }), true);

export const useAddMyRelative = () => useDetailsWrite((body: Body<'/api/my/relatives', 'post'>) => post('/api/my/relatives', { body }), true);

export const useEndMyRelative = () => useDetailsWrite((related_id: string) => del('/api/my/relatives/{related_id}', { path: { related_id } }));

export const useWithdrawConsent = () =>
  useDetailsWrite((consent_id: string) => post('/api/my/consents/{consent_id}/withdraw', { path: { consent_id } }));
