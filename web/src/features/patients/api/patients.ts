import { queryOptions, useQueryClient } from '@tanstack/react-query';
import { del, get, patch, post, type Reply } from '@/lib/api';
import { usePages } from '@/lib/pages';
import { useWrite } from '@/lib/query';
import type { components, paths } from '@/lib/schema';

/** What a write sends. */
export type Body<P extends keyof paths, M extends 'post' | 'put' | 'patch'> =
  paths[P] extends Record<M, { requestBody?: infer R }> ? NonNullable<R> extends { content: { 'application/json': infer Data } } ? Data : never : never;
export type Registration = Reply<'/api/registration', 'get'>;

export type PatientPage = Reply<'/api/patients/{patient_id}', 'get'>;
export type Patient = PatientPage['patient'];
export type PatientRow = components['schemas']['PatientRow'];
export type NewPatient = NonNullable<paths['/api/patients']['post']['requestBody']>['content']['application/json'];
export type ChangePatient = NonNullable<paths['/api/patients/{patient_id}']['patch']['requestBody']>['content']['application/json'];

export const usePatients = (search: string) =>
  usePages(['patients', 'list', search], (after, signal) => get('/api/patients', { query: { search, after }, signal }));

export const patientQuery = (patient_id: string) => queryOptions({
  queryKey: ['patients', patient_id],
  queryFn: ({ signal }) => get('/api/patients/{patient_id}', { path: { patient_id }, signal }),
});

/** Everything that answers with the fresh page puts it into the cache: no second exchange. */
function usePageWrite<Input>(write: (input: Input, key: string) => Promise<PatientPage>, quiet = false) {
  const qc = useQueryClient();
  return useWrite(write, {
    quiet,
    onSuccess: (page) => {
      qc.setQueryData(patientQuery(page.patient.id).queryKey, page);
      void qc.invalidateQueries({ queryKey: ['patients', 'list'] });
    },
  });
}

export const useRegisterPatient = () =>
  usePageWrite((body: NewPatient, idempotencyKey) => post('/api/patients', { body, idempotencyKey }), true);

export const useChangePatient = (patient_id: string) =>
  usePageWrite((body: ChangePatient) => patch('/api/patients/{patient_id}', { path: { patient_id }, body }), true);

export const useJoinCareTeam = (patient_id: string) =>
  usePageWrite((practitioner_id: string) => post('/api/patients/{patient_id}/care', { path: { patient_id }, body: { practitioner_id } }));

export const useLeaveCareTeam = (patient_id: string) =>
  usePageWrite((practitioner_id: string) => del('/api/patients/{patient_id}/care/{practitioner_id}', { path: { patient_id, practitioner_id } }));

export const useInvite = (patient_id: string) => {
  const qc = useQueryClient();
  return useWrite(() => post('/api/patients/{patient_id}/invite', { path: { patient_id } }), {
    retry: false, onSuccess: () => qc.invalidateQueries({ queryKey: ['patients', patient_id] }),
  });
};

export const registrationQuery = queryOptions({
  queryKey: ['registration'], staleTime: 300_000, queryFn: ({ signal }) => get('/api/registration', { signal }),
});

export const useRegisterUnknown = () =>
  usePageWrite((body: Body<'/api/patients/unknown', 'post'>, idempotencyKey) => post('/api/patients/unknown', { body, idempotencyKey }), true);

export const useAddIdentifier = (patient_id: string) =>
  usePageWrite((body: Body<'/api/patients/{patient_id}/identifiers', 'post'>) => post('/api/patients/{patient_id}/identifiers', { path: { patient_id }, body }));

export const useAddRelative = (patient_id: string) =>
  usePageWrite((body: Body<'/api/patients/{patient_id}/relatives', 'post'>) => post('/api/patients/{patient_id}/relatives', { path: { patient_id }, body }), true);

export const useEndRelative = (patient_id: string) =>
  usePageWrite((related_id: string) => del('/api/patients/{patient_id}/relatives/{related_id}', { path: { patient_id, related_id } }));

export const alikeOfQuery = (patient_id: string) => queryOptions({
  queryKey: ['patients', patient_id, 'alike'], queryFn: ({ signal }) => get('/api/patients/{patient_id}/alike', { path: { patient_id }, signal }),
});

export const useNotDuplicate = (patient_id: string) => {
  const qc = useQueryClient();
  return useWrite((other_id: string) => post('/api/patients/{patient_id}/not-duplicates', { path: { patient_id }, body: { other_id } }), {
    onSuccess: (left) => qc.setQueryData(['patients', patient_id, 'alike'], left),
  });
};

export type Alike = { given: string; family: string; birth_date: string; phone: string; email: string; sex: string };

export const alikeQuery = (typed: Alike) => queryOptions({
  queryKey: ['patients', 'alike', typed],
  queryFn: ({ signal }) => get('/api/patients/alike', { query: Object.fromEntries(Object.entries(typed).filter(([, value]) => value)), signal }),
  enabled: typed.phone.length > 6 || typed.email.includes('@') || (typed.family.length > 1 && (typed.birth_date !== '' || typed.given.length > 1)),
  staleTime: 5_000,
});

export type Clinician = Reply<'/api/practitioners/{practitioner_id}', 'get'>;

export const clinicianQuery = (id: string) => queryOptions({
  queryKey: ['practitioners', id],
  queryFn: ({ signal }) => get('/api/practitioners/{practitioner_id}', { path: { practitioner_id: id }, signal }),
});

export const cliniciansQuery = (search: string) => queryOptions({
  queryKey: ['practitioners', 'choice', search],
  queryFn: ({ signal }) => get('/api/practitioners', { query: { search, limit: 20 }, signal }),
});
