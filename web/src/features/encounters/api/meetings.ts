/** Visits that go on, and second signatures that wait; who learns under whom. */
import { queryOptions, useQueryClient } from '@tanstack/react-query';
import { get, put, type Reply } from '@/lib/api';
import { useWrite } from '@/lib/query';
import type { Sent } from '../sent';

export type Meeting = Reply<'/api/encounters/open', 'get'>['items'][number];
export type Waiting = Reply<'/api/cosignatures', 'get'>['items'][number];
export type Supervision = Reply<'/api/supervisions', 'get'>['items'][number];

// Its facts go to the rooms of single patients, which a list of many does not sit in: it asks again by itself.
export const meetingsQuery = queryOptions({ queryKey: ['meetings'], queryFn: ({ signal }) => get('/api/encounters/open', { signal }), refetchInterval: 30_000 });
export const cosignQuery = queryOptions({ queryKey: ['meetings', 'cosign'], queryFn: ({ signal }) => get('/api/cosignatures', { signal }), refetchInterval: 60_000 });
export const supervisionsQuery = queryOptions({ queryKey: ['supervisions'], queryFn: ({ signal }) => get('/api/supervisions', { signal }) });
export const cliniciansQuery = queryOptions({ queryKey: ['practitioners', 'cosign'], queryFn: ({ signal }) => get('/api/practitioners', { signal }), staleTime: 5 * 60_000 });

export function useSupervision() {
  const qc = useQueryClient();
  return useWrite(
    ({ id, body }: { id: string; body: Sent<'/api/practitioners/{practitioner_id}/supervision', 'put'> }) => put('/api/practitioners/{practitioner_id}/supervision', { path: { practitioner_id: id }, body }),
    { quiet: true, onSuccess: () => void qc.invalidateQueries({ queryKey: ['supervisions'] }) },
  );
}
