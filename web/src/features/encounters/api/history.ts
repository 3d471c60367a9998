/** A patient's background: medicines at home, immunizations, procedures, family and social history. */
import { queryOptions, useQueryClient } from '@tanstack/react-query';
import { get, post, type Reply } from '@/lib/api';
import { useWrite } from '@/lib/query';
import type { Sent } from '../sent';

export type Background = Reply<'/api/patients/{patient_id}/background', 'get'>;

export const backgroundQuery = (patientId: string) => queryOptions({
  queryKey: ['record', patientId, 'background'],
  queryFn: ({ signal }) => get('/api/patients/{patient_id}/background', { path: { patient_id: patientId }, signal }),
});

export const vaccinesQuery = queryOptions({ queryKey: ['vaccines'], queryFn: ({ signal }) => get('/api/vaccines', { signal }), staleTime: Infinity });

type Struck = { kind: 'immunizations' | 'procedures' | 'family-history' | 'social-history'; row: string; reason: string };

function strikeOut({ kind, row, reason }: Struck) {
  const body = { reason };
  if (kind === 'immunizations') return post('/api/immunizations/{immunization_id}/entered-in-error', { path: { immunization_id: row }, body });
  if (kind === 'procedures') return post('/api/procedures/{procedure_id}/entered-in-error', { path: { procedure_id: row }, body });
  if (kind === 'family-history') return post('/api/family-history/{family_history_id}/entered-in-error', { path: { family_history_id: row }, body });
  return post('/api/social-history/{social_history_id}/entered-in-error', { path: { social_history_id: row }, body });
}

export function useHistory(patientId: string) {
  const qc = useQueryClient();
  const path = { patient_id: patientId };
  const again = { onSuccess: () => { void qc.invalidateQueries({ queryKey: ['chart'] }); void qc.invalidateQueries({ queryKey: ['record', patientId] }); } };
  return {
    homeMedication: useWrite((body: Sent<'/api/patients/{patient_id}/home-medications', 'post'>) => post('/api/patients/{patient_id}/home-medications', { path, body }), again),
    reconcile: useWrite((body: Sent<'/api/patients/{patient_id}/reconciliations', 'post'>, key) => post('/api/patients/{patient_id}/reconciliations', { path, body, idempotencyKey: key }), { ...again, quiet: true }),
    immunization: useWrite((body: Sent<'/api/patients/{patient_id}/immunizations', 'post'>, key) => post('/api/patients/{patient_id}/immunizations', { path, body, idempotencyKey: key }), again),
    procedure: useWrite((body: Sent<'/api/patients/{patient_id}/procedures', 'post'>, key) => post('/api/patients/{patient_id}/procedures', { path, body, idempotencyKey: key }), again),
    family: useWrite((body: Sent<'/api/patients/{patient_id}/family-history', 'post'>) => post('/api/patients/{patient_id}/family-history', { path, body }), again),
    social: useWrite((body: Sent<'/api/patients/{patient_id}/social-history', 'post'>) => post('/api/patients/{patient_id}/social-history', { path, body }), again),
    strike: useWrite(strikeOut, again),
  };
}
