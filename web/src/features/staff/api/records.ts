/** What is kept about people who work here. */
import { queryOptions, useQueryClient } from '@tanstack/react-query';
import { del, get, patch, post, put, type Reply } from '@/lib/api';
import { useWrite } from '@/lib/query';
import type { Body } from './people';

export type StaffRecord = Reply<'/api/my/staff-record', 'get'>;
export type Credential = StaffRecord['credentials'][number];
export type Employment = StaffRecord['employments'][number];

export const myRecordQuery = queryOptions({ queryKey: ['staff-record', 'mine'], queryFn: ({ signal }) => get('/api/my/staff-record', { signal }) });
export const recordQuery = (user_id: string) => queryOptions({ queryKey: ['staff-record', user_id], queryFn: ({ signal }) => get('/api/staff/{user_id}', { path: { user_id }, signal }) });
export const endingQuery = queryOptions({ queryKey: ['credentials', 'ending'], queryFn: ({ signal }) => get('/api/credentials/ending', { signal }) });
export const endedLicencesQuery = queryOptions({ queryKey: ['credentials', 'ended'], staleTime: 300_000, queryFn: ({ signal }) => get('/api/licences/ended', { signal }) });

/** Every change answers with the whole record. */
function useRecordWrite<Input>(user_id: string, write: (input: Input) => Promise<StaffRecord>) {
  const qc = useQueryClient();
  return useWrite(write, { quiet: true, onSuccess: (record) => { qc.setQueryData(recordQuery(user_id).queryKey, record); void qc.invalidateQueries({ queryKey: ['credentials'] }); } });
}
const at = (user_id: string) => ({ path: { user_id } });
export const useEmploy = (id: string) => useRecordWrite(id, (body: Body<'/api/staff/{user_id}/employments', 'post'>) => post('/api/staff/{user_id}/employments', { ...at(id), body }));
export const useEndEmployment = (id: string) => useRecordWrite(id, ({ employment, ends_on }: { employment: string; ends_on: string }) => patch('/api/staff/{user_id}/employments/{employment_id}', { path: { user_id: id, employment_id: employment }, body: { ends_on } as never }));
export const useAddCredential = (id: string) => useRecordWrite(id, (body: Body<'/api/staff/{user_id}/credentials', 'post'>) => post('/api/staff/{user_id}/credentials', { ...at(id), body }));
export const useRenew = (id: string) => useRecordWrite(id, ({ credential, ...body }: { credential: string; number: string; expires_on: string; issued_on: string | null }) => post('/api/staff/{user_id}/credentials/{credential_id}/renew', { path: { user_id: id, credential_id: credential }, body }));
export const useVerify = (id: string) => useRecordWrite(id, (credential: string) => post('/api/staff/{user_id}/credentials/{credential_id}/verify', { path: { user_id: id, credential_id: credential } }));
export const useDropCredential = (id: string) => useRecordWrite(id, (credential: string) => del('/api/staff/{user_id}/credentials/{credential_id}', { path: { user_id: id, credential_id: credential } }));
export const useGrant = (id: string) => useRecordWrite(id, (body: Body<'/api/staff/{user_id}/privileges', 'post'>) => post('/api/staff/{user_id}/privileges', { ...at(id), body }));
export const useRevoke = (id: string) => useRecordWrite(id, ({ privilege, reason }: { privilege: string; reason: string }) => post('/api/staff/{user_id}/privileges/{privilege_id}/revoke', { path: { user_id: id, privilege_id: privilege }, body: { reason } }));
export const useSetAllowance = (id: string) => useRecordWrite(id, (body: Body<'/api/staff/{user_id}/allowances', 'put'>) => put('/api/staff/{user_id}/allowances', { ...at(id), body }));
