import { queryOptions, useQueryClient } from '@tanstack/react-query';
import { get, patch, post, put, send, type Reply } from '@/lib/api';
import { usePages } from '@/lib/pages';
import { useWrite } from '@/lib/query';
import type { components, paths } from '@/lib/schema';

export type Body<P extends keyof paths, M extends keyof paths[P]> = paths[P][M] extends { requestBody?: infer R } ? NonNullable<R> extends { content: { 'application/json': infer B } } ? B : never : never;
export type User = components['schemas']['UserOut'];
export type Role = Body<'/api/users', 'post'>['roles'][number];
export type NewUser = Body<'/api/users', 'post'>;
export type NewClinician = Body<'/api/practitioners', 'post'>;
export type ChangeClinician = Body<'/api/practitioners/{practitioner_id}', 'patch'>;
export type ChangeFacility = Body<'/api/facility', 'patch'>;
export type Facility = Reply<'/api/facility', 'get'>;
export type Clinician = Reply<'/api/practitioners/{practitioner_id}', 'get'>;

export const useUsers = (search: string, role: string) =>
  usePages(['users', 'list', search, role], (after, signal) => get('/api/users', { query: { search, role, after }, signal }));

/** The hospital's own roles stand beside the built-in ones; the pages of access share the answer. */
export const rolesQuery = queryOptions({ queryKey: ['roles'], queryFn: ({ signal }) => get('/api/roles', { signal }) });

export const userQuery = (user_id: string) => queryOptions({
  queryKey: ['users', user_id],
  queryFn: ({ signal }) => get('/api/users/{user_id}', { path: { user_id }, signal }),
});

export const clinicianQuery = (practitioner_id: string | null) => queryOptions({
  queryKey: ['practitioners', practitioner_id],
  queryFn: ({ signal }) => get('/api/practitioners/{practitioner_id}', { path: { practitioner_id: practitioner_id! }, signal }),
  enabled: practitioner_id !== null,
});

export const specialtiesQuery = queryOptions({ queryKey: ['specialties'], queryFn: ({ signal }) => get('/api/specialties', { signal }) });
export const departmentsQuery = queryOptions({ queryKey: ['departments'], queryFn: ({ signal }) => get('/api/departments', { signal }) });
export const facilityQuery = queryOptions({ queryKey: ['facility'], queryFn: ({ signal }) => get('/api/facility', { signal }) });

/** First passwords come back once: never retried by itself, never stored. */
export type Made = { name: string; email: string; password: string; userId: string | null };

export function useAddPerson() {
  const qc = useQueryClient();
  return useWrite(async (person: { clinician: NewClinician } | { user: NewUser }): Promise<Made> => {
    if ('clinician' in person) {
      const { practitioner, email, password } = await post('/api/practitioners', { body: person.clinician });
      return { name: practitioner.name, email, password, userId: practitioner.user_id };
    }
    const { user, password } = await post('/api/users', { body: person.user });
    return { name: user.name, email: user.email, password, userId: user.id };
  }, { quiet: true, retry: false, onSuccess: () => qc.invalidateQueries({ queryKey: ['users'] }) });
}

function useUserWrite<Input, Result>(user_id: string, write: (input: Input) => Promise<Result>) {
  const qc = useQueryClient();
  return useWrite(write, { retry: false, onSuccess: () => qc.invalidateQueries({ queryKey: ['users'] }), mutationKey: ['users', user_id] });
}

export const useSetRoles = (user_id: string) =>
  useUserWrite(user_id, (roles: Role[]) => put('/api/users/{user_id}/roles', { path: { user_id }, body: { roles } }));
/** What is wrong is shown at the field, so it is not told twice. */
export function useCorrectUser(user_id: string) {
  const qc = useQueryClient();
  return useWrite((body: Body<'/api/users/{user_id}', 'patch'>) => patch('/api/users/{user_id}', { path: { user_id }, body }),
    { quiet: true, retry: false, onSuccess: () => qc.invalidateQueries({ queryKey: ['users'] }) });
}
export const useSwitchAccount = (user_id: string) =>
  useUserWrite(user_id, (on: boolean) => post(on ? '/api/users/{user_id}/enable' : '/api/users/{user_id}/disable', { path: { user_id } }));
export const useResetPassword = (user_id: string) =>
  useUserWrite(user_id, () => post('/api/users/{user_id}/reset-password', { path: { user_id } }));

export function useChangeClinician(practitioner_id: string) {
  const qc = useQueryClient();
  return useWrite((body: ChangeClinician) => patch('/api/practitioners/{practitioner_id}', { path: { practitioner_id }, body }), {
    quiet: true,
    onSuccess: (row) => {
      qc.setQueryData(clinicianQuery(practitioner_id).queryKey, row);
      void qc.invalidateQueries({ queryKey: ['users'] });
    },
  });
}

/** The picture that patients see; null takes it away. */
export function useSetPhoto(practitioner_id: string) {
  const qc = useQueryClient();
  return useWrite((file: File | null) => send<Clinician>('PUT', `/api/practitioners/${practitioner_id}/photo`, { body: file ?? new Blob([]), headers: { 'Content-Type': file?.type || 'application/octet-stream' } }), {
    quiet: true, retry: false,
    onSuccess: (row) => { qc.setQueryData(clinicianQuery(practitioner_id).queryKey, row); void qc.invalidateQueries({ queryKey: ['practitioners', 'all'] }); },
  });
}

export function useChangeFacility() {
  const qc = useQueryClient();
  return useWrite((body: ChangeFacility) => patch('/api/facility', { body }), {
    quiet: true,
    onSuccess: (row) => {
      qc.setQueryData(facilityQuery.queryKey, row);
      void qc.invalidateQueries({ queryKey: ['session'] });
    },
  });
}
