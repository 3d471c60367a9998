/** Charted vital signs: the sets, a new set, one struck through, growth. */
import { queryOptions, useQueryClient } from '@tanstack/react-query';
import { get, post, type Reply } from '@/lib/api';
import { useWrite } from '@/lib/query';

export type VitalSet = Reply<'/api/patients/{patient_id}/vital-sets', 'get'>['items'][number];
export type Range = Reply<'/api/patients/{patient_id}/vital-sets', 'get'>['ranges'][number];
export type Sign = VitalSet['signs'][number];

/** In the order of the bedside; units as they are typed. */
export const ENTRY = [
  { sign: 'systolic', unit: 'mmHg' }, { sign: 'diastolic', unit: 'mmHg' }, { sign: 'heart_rate', unit: '/min' }, { sign: 'respiratory_rate', unit: '/min' },
  { sign: 'oxygen_saturation', unit: '%' }, { sign: 'temperature', unit: '°C' }, { sign: 'weight', unit: 'kg' }, { sign: 'height', unit: 'cm' }, { sign: 'pain', unit: '0-10' },
] as const;
export type Entered = (typeof ENTRY)[number]['sign'];

const readable: Record<string, string> = { 'mm[Hg]': 'mmHg', Cel: '°C', '{score}': '/10', 'kg/m2': 'kg/m²' };
export const unitName = (unit: string) => readable[unit] ?? unit;

export const vitalsQuery = (patientId: string) => queryOptions({
  queryKey: ['record', patientId, 'vitals'],
  queryFn: ({ signal }) => get('/api/patients/{patient_id}/vital-sets', { path: { patient_id: patientId }, query: { limit: 60 }, signal }),
});

export const growthQuery = (patientId: string) => queryOptions({
  queryKey: ['record', patientId, 'growth'],
  queryFn: ({ signal }) => get('/api/patients/{patient_id}/growth', { path: { patient_id: patientId }, signal }),
});

export const ownVitalsQuery = queryOptions({
  queryKey: ['record', 'own', 'vitals'],
  queryFn: ({ signal }) => get('/api/my/vital-sets', { query: { limit: 60 }, signal }),
});

type New = { signs: { sign: string; value: string; unit: string }[]; encounter_id: string | null; remark: string };

export function useVitals(patientId: string) {
  const qc = useQueryClient();
  const again = () => { void qc.invalidateQueries({ queryKey: ['chart'] }); void qc.invalidateQueries({ queryKey: ['record', patientId] }); };
  return {
    chart: useWrite((body: New, key) => post('/api/patients/{patient_id}/vital-sets', { path: { patient_id: patientId }, body, idempotencyKey: key }), { quiet: true, onSuccess: again }),
    strike: useWrite(({ row, reason }: { row: string; reason: string }) => post('/api/vital-sets/{vital_set_id}/entered-in-error', { path: { vital_set_id: row }, body: { reason } }), { onSuccess: again }),
  };
}

/** '' | low | high | critical_low | critical_high, by the same rule as the server. */
export function flagOf(value: number, range?: Range): string {
  if (!range || Number.isNaN(value)) return '';
  const at = (limit: string | null) => (limit === null ? null : Number(limit));
  const [low, high, criticalLow, criticalHigh] = [at(range.low), at(range.high), at(range.critical_low), at(range.critical_high)];
  if (criticalLow !== null && value <= criticalLow) return 'critical_low';
  if (criticalHigh !== null && value >= criticalHigh) return 'critical_high';
  if (low !== null && value < low) return 'low';
  return high !== null && value > high ? 'high' : '';
}
