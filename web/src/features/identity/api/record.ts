/** Who is kept from one record: labels and objections. Replies are the whole list: one exchange, no refetch. */
import { queryOptions, useQueryClient } from '@tanstack/react-query';
import { del, get, post, type Reply } from '@/lib/api';
import { useWrite } from '@/lib/query';

export type Access = Reply<'/api/patients/{patient_id}/access', 'get'>;
export type Entity = Access['labels'][number]['entity'];
export const LABELS = ['psychiatry', 'hiv', 'substance_use', 'reproductive', 'staff', 'vip'] as const;
export type Label = (typeof LABELS)[number];

const key = (patientId: string) => ['access', patientId];
export const accessQuery = (patient_id: string) => queryOptions({ queryKey: key(patient_id), queryFn: ({ signal }) => get('/api/patients/{patient_id}/access', { path: { patient_id }, signal }) });

/** What of the record can bear a label, as far as this person sees it. */
export const recordQuery = (patient_id: string) => queryOptions({ queryKey: ['record', patient_id], queryFn: ({ signal }) => get('/api/patients/{patient_id}/record', { path: { patient_id }, signal }) });
export const papersQuery = (patient_id: string) => queryOptions({ queryKey: ['documents', patient_id], queryFn: ({ signal }) => get('/api/patients/{patient_id}/documents', { path: { patient_id }, signal }) });
export const resultsQuery = (patient_id: string) => queryOptions({ queryKey: ['results', 'of', patient_id, 'labels'], queryFn: ({ signal }) => get('/api/patients/{patient_id}/diagnostic-reports', { path: { patient_id }, query: { limit: 100 }, signal }) });
export const departmentsQuery = queryOptions({ queryKey: ['departments'], queryFn: ({ signal }) => get('/api/departments', { signal }) });
export const peopleQuery = (search: string) => queryOptions({
  queryKey: ['threads', 'recipients', search, undefined], enabled: search.trim().length > 1,
  queryFn: ({ signal }) => get('/api/message-recipients', { query: { search }, signal }),
});

function useAccessWrite<Input>(patientId: string, write: (input: Input) => Promise<Access>, quiet = false) {
  const qc = useQueryClient();
  return useWrite(write, { quiet, retry: false, onSuccess: (data) => {
    qc.setQueryData(key(patientId), data);
    for (const part of [['record', patientId], ['documents', patientId], ['timeline', patientId], ['results']]) void qc.invalidateQueries({ queryKey: part });
  } });
}

export type NewLabel = { label: Label; entity: Entity; entity_id: string | null };
export const usePutLabel = (patient_id: string) => useAccessWrite(patient_id, (body: NewLabel) => post('/api/patients/{patient_id}/labels', { path: { patient_id }, body }), true);
export const useTakeLabel = (patient_id: string) => useAccessWrite(patient_id, (label_id: string) => del('/api/patients/{patient_id}/labels/{label_id}', { path: { patient_id, label_id } }));
export type NewObjection = { user_id: string | null; department_id: string | null; reason: string; until: string | null };
export const useObject = (patient_id: string) => useAccessWrite(patient_id, (body: NewObjection) => post('/api/patients/{patient_id}/objections', { path: { patient_id }, body }), true);
export const useWithdraw = (patient_id: string) => useAccessWrite(patient_id, (objection_id: string) => del('/api/patients/{patient_id}/objections/{objection_id}', { path: { patient_id, objection_id } }));
