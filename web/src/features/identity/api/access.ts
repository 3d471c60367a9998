/** Roles, grants, limits, programs and apps, for administrators. Replies are the whole list: one exchange, no refetch. */
import { queryOptions, useQueryClient, type QueryKey } from '@tanstack/react-query';
import { del, get, post, put, type Reply, type Schema } from '@/lib/api';
import { useWrite } from '@/lib/query';

export type Roles = Reply<'/api/roles', 'get'>;
export type Role = Schema<'RoleOut'>;
export type Rule = Schema<'RuleOut'>;
export type NewRule = { effect: 'allow' | 'deny'; permission: string; role: string; relation: '' | 'own' | 'proxy' | 'care_team' | 'treating' | 'scheduled' | 'break_glass'; department_id?: string | null; until?: string | null; reason: string };
export type Limits = Schema<'SessionLimitsOut'>;
export type Service = Schema<'ServiceAccountOut'>;
export type App = Schema<'ClientOut'>;

export const rolesQuery = queryOptions({ queryKey: ['roles'], queryFn: ({ signal }) => get('/api/roles', { signal }) });
export const rulesQuery = queryOptions({ queryKey: ['access-rules'], queryFn: ({ signal }) => get('/api/access-rules', { signal }) });
export const limitsQuery = queryOptions({ queryKey: ['session-limits'], queryFn: ({ signal }) => get('/api/session-limits', { signal }) });
export const servicesQuery = queryOptions({ queryKey: ['service-accounts'], queryFn: ({ signal }) => get('/api/service-accounts', { signal }) });
export const appsQuery = queryOptions({ queryKey: ['oauth-clients'], queryFn: ({ signal }) => get('/api/oauth/clients', { signal }) });

function useInto(queryKey: QueryKey) {
  const qc = useQueryClient();
  return (data: unknown) => { qc.setQueryData(queryKey, data); };
}

function useAgain(queryKey: QueryKey) {
  const qc = useQueryClient();
  return () => qc.invalidateQueries({ queryKey });
}

export type RoleForm = { id: string | null; name: string; based_on: string; permissions: string[] };

export function useSaveRole() {
  return useWrite(({ id, name, based_on, permissions }: RoleForm) =>
    id ? put('/api/roles/{role_id}', { path: { role_id: id }, body: { name, permissions } }) : post('/api/roles', { body: { name, based_on, permissions } }),
  { quiet: true, retry: false, onSuccess: useInto(['roles']) });
}

export const useRetireRole = () => useWrite((role_id: string) => del('/api/roles/{role_id}', { path: { role_id } }), { onSuccess: useInto(['roles']) });
export const useAddRule = () => useWrite((rule: NewRule) => post('/api/access-rules', { body: rule }), { quiet: true, retry: false, onSuccess: useInto(['access-rules']) });
export const useDropRule = () => useWrite((rule_id: string) => del('/api/access-rules/{rule_id}', { path: { rule_id } }), { onSuccess: useInto(['access-rules']) });

export type LimitsForm = { role: string; idle_minutes: number; absolute_hours: number; second_factor: boolean };
export const useSetLimits = () =>
  useWrite(({ role, ...body }: LimitsForm) => put('/api/session-limits/{role}', { path: { role }, body }), { quiet: true, retry: false, onSuccess: useInto(['session-limits']) });
export const useForgetLimits = () => useWrite((role: string) => del('/api/session-limits/{role}', { path: { role } }), { onSuccess: useInto(['session-limits']) });

export const useMakeService = () => useWrite((body: { name: string; roles: string[] }) => post('/api/service-accounts', { body }), { quiet: true, retry: false, onSuccess: useAgain(['service-accounts']) });
export const useMakeKey = (service_id: string) =>
  useWrite((body: { name: string; scopes: string[]; days: number }) => post('/api/service-accounts/{service_id}/keys', { path: { service_id }, body }), { quiet: true, retry: false, onSuccess: useAgain(['service-accounts']) });
export const useRevokeKey = () => useWrite((key_id: string) => del('/api/service-keys/{key_id}', { path: { key_id } }), { onSuccess: useAgain(['service-accounts']) });

export const useRegisterApp = () =>
  useWrite((body: { name: string; redirect_uris: string[]; scopes: string[]; confidential: boolean }) => post('/api/oauth/clients', { body }), { quiet: true, retry: false, onSuccess: useAgain(['oauth-clients']) });
export const useDisableApp = () => useWrite((oauth_client_id: string) => del('/api/oauth/clients/{oauth_client_id}', { path: { oauth_client_id } }), { onSuccess: useAgain(['oauth-clients']) });

export const useInvite = (user_id: string) => useWrite(() => post('/api/users/{user_id}/invite', { path: { user_id } }), { retry: false });
export const useResetFactor = (user_id: string) => useWrite(() => del('/api/users/{user_id}/second-factor', { path: { user_id } }));

/** The whole page starts anew: nothing of one's own stays on the screens of the other. */
export const useViewAs = () => useWrite((user_id: string) => post('/api/users/{user_id}/view', { path: { user_id } }), { onSuccess: () => location.assign('/') });
export const useStopViewing = () => useWrite(() => del('/api/session/view'), { onSuccess: () => location.assign('/people') });

/** For whom this account acts: what the banner calls the patient. */

export type Departments = Schema<'DepartmentsOfUser'>;
export const userDepartmentsQuery = (user_id: string) => queryOptions({ queryKey: ['users', user_id], queryFn: ({ signal }) => get('/api/users/{user_id}', { path: { user_id }, signal }) });
export const useAssign = (user_id: string) =>
  useWrite((body: { home: string | null; further: Departments['further'] }) => put('/api/users/{user_id}/departments', { path: { user_id }, body }), { quiet: true, retry: false, onSuccess: useAgain(['users', user_id]) });
