/** One chart in one reply; every small write puts its own answer into it, so nothing is read twice. */
import { queryOptions, useQueryClient, type QueryClient } from '@tanstack/react-query';
import { del, get, post, put, type Reply } from '@/lib/api';
import { useWrite } from '@/lib/query';
import type { Sent } from '../sent';

export type Chart = Reply<'/api/encounters/{encounter_id}', 'get'>;
export type Diagnosis = Chart['diagnoses'][number];
export type Prescription = Chart['prescriptions'][number];
export type Service = Chart['services'][number];
export type Prescribe = {
  medication: string; dose_value: string; dose_unit: string; route: string; frequency: string; as_needed: boolean; duration_days: number | null;
  quantity_value: string; quantity_unit: string; refills: number; instructions: string; override_reason: string; max_per_day: string | null; substitution: boolean;
};

const keyOf = (id: string) => ['chart', id] as const;

export const chartQuery = (id: string) => queryOptions({
  queryKey: keyOf(id),
  queryFn: ({ signal }): Promise<Chart> => get('/api/encounters/{encounter_id}', { path: { encounter_id: id }, signal }),
  staleTime: 60_000,
});

/** What speaks against a medicine, while it is typed; nothing is written. */
export const checkQuery = (id: string, rx: Prescribe, row: string | null, renews: string | null = null) => queryOptions({
  queryKey: ['rx_check', id, row, renews, rx.medication.trim(), rx.dose_value, rx.dose_unit, rx.frequency, rx.max_per_day],
  queryFn: ({ signal }) => post('/api/encounters/{encounter_id}/prescriptions/check', { path: { encounter_id: id }, body: { ...rx, medication: rx.medication.trim(), quantity_value: null, besides: [row, renews].filter((one) => one !== null) }, signal }),
  enabled: rx.medication.trim().length >= 3 && Number(rx.dose_value) > 0,
  staleTime: 30_000,
});

function change(qc: QueryClient, id: string, edit: (chart: Chart) => Partial<Chart>) {
  qc.setQueryData<Chart>(keyOf(id), (chart) => chart && { ...chart, ...edit(chart) });
}

/** The note as the server keeps it, put into the chart, so that opening the chart again begins there. */
export function keepNote(qc: QueryClient, id: string, note: Chart['note']) {
  change(qc, id, () => ({ note }));
}

const without = <Row extends { id: string }>(rows: Row[], id: string) => rows.filter((row) => row.id !== id);
function placed<Row extends { id: string }>(rows: Row[], row: Row): Row[] {
  return rows.some((one) => one.id === row.id) ? rows.map((one) => (one.id === row.id ? row : one)) : [...rows, row];
}

export const recordHistoryQuery = (patientId: string) => queryOptions({
  queryKey: ['record', patientId, 'history'],
  queryFn: ({ signal }) => get('/api/patients/{patient_id}/record-history', { path: { patient_id: patientId }, signal }),
});

export function useDiagnoses(id: string) {
  const qc = useQueryClient();
  const set = (items: Diagnosis[]) => change(qc, id, () => ({ diagnoses: items }));
  return {
    add: useWrite((code: string) => post('/api/encounters/{encounter_id}/diagnoses', { path: { encounter_id: id }, body: { code } }), {
      onSuccess: (row) => change(qc, id, (chart) => ({ diagnoses: placed(chart.diagnoses, row) })),
    }),
    drop: useWrite((row: string) => del('/api/encounters/{encounter_id}/diagnoses/{diagnosis_id}', { path: { encounter_id: id, diagnosis_id: row } }), { onSuccess: ({ items }) => set(items) }),
    main: useWrite((row: string) => post('/api/encounters/{encounter_id}/diagnoses/{diagnosis_id}/main', { path: { encounter_id: id, diagnosis_id: row } }), { onSuccess: ({ items }) => set(items) }),
  };
}

export function usePrescriptions(id: string) {
  const qc = useQueryClient();
  return {
    save: useWrite(
      ({ row, body }: { row: string | null; body: Prescribe }, key) => (row
        ? put('/api/encounters/{encounter_id}/prescriptions/{prescription_id}', { path: { encounter_id: id, prescription_id: row }, body })
        : post('/api/encounters/{encounter_id}/prescriptions', { path: { encounter_id: id }, body, idempotencyKey: key })),
      { quiet: true, onSuccess: ({ prescription }) => change(qc, id, (chart) => ({ prescriptions: placed(chart.prescriptions, prescription) })) },
    ),
    drop: useWrite((row: string) => del('/api/encounters/{encounter_id}/prescriptions/{prescription_id}', { path: { encounter_id: id, prescription_id: row } }), {
      onSuccess: (_, row) => change(qc, id, (chart) => ({ prescriptions: without(chart.prescriptions, row) })),
    }),
    renew: useWrite(({ row, changes, why, reason }: { row: string; changes: Prescribe | null; why: string; reason: string }, key) => post('/api/encounters/{encounter_id}/prescriptions/{prescription_id}/renew', { path: { encounter_id: id, prescription_id: row }, body: { override_reason: reason, changes, change_reason: why }, idempotencyKey: key }), {
      quiet: true,
      onSuccess: ({ prescription }) => change(qc, id, (chart) => ({ prescriptions: placed(chart.prescriptions, prescription) })),
    }),
    end: useWrite(({ row, reason, of = id }: { row: string; reason: string; of?: string }) => post('/api/encounters/{encounter_id}/prescriptions/{prescription_id}/cancel', { path: { encounter_id: of, prescription_id: row }, body: { reason } }), {
      onSuccess: () => void qc.invalidateQueries({ queryKey: ['chart'] }),
    }),
  };
}

export function useServices(id: string) {
  const qc = useQueryClient();
  return {
    add: useWrite(({ code, units }: { code: string; units: number }) => post('/api/encounters/{encounter_id}/services', { path: { encounter_id: id }, body: { code, units } }), {
      onSuccess: (row) => change(qc, id, (chart) => ({ services: placed(chart.services, row) })),
    }),
    drop: useWrite((row: string) => del('/api/encounters/{encounter_id}/services/{service_id}', { path: { encounter_id: id, service_id: row } }), {
      onSuccess: (_, row) => change(qc, id, (chart) => ({ services: without(chart.services, row) })),
    }),
  };
}

export function useBackground(id: string, patientId: string) {
  const qc = useQueryClient();
  const path = { patient_id: patientId };
  const again = { onSuccess: () => { void qc.invalidateQueries({ queryKey: keyOf(id) }); void qc.invalidateQueries({ queryKey: ['record', patientId] }); } };
  return {
    allergy: useWrite((body: Sent<'/api/patients/{patient_id}/allergies', 'post'>) => post('/api/patients/{patient_id}/allergies', { path, body }), again),
    noneKnown: useWrite(() => post('/api/patients/{patient_id}/allergies/none-known', { path }), again),
    endAllergy: useWrite(({ row, status, reason }: { row: string; status: 'resolved' | 'entered_in_error'; reason: string }) => post('/api/allergies/{allergy_id}/status', { path: { allergy_id: row }, body: { status, reason } }), again),
    editAllergy: useWrite(({ row, body }: { row: string; body: Sent<'/api/allergies/{allergy_id}', 'put'> }) => put('/api/allergies/{allergy_id}', { path: { allergy_id: row }, body }), { ...again, quiet: true }),
    editProblem: useWrite(({ row, body }: { row: string; body: Sent<'/api/problems/{problem_id}', 'put'> }) => put('/api/problems/{problem_id}', { path: { problem_id: row }, body }), { ...again, quiet: true }),
    problem: useWrite((body: Sent<'/api/patients/{patient_id}/problems', 'post'>) => post('/api/patients/{patient_id}/problems', { path, body }), again),
    endProblem: useWrite(({ row, status, reason }: { row: string; status: 'active' | 'resolved' | 'entered_in_error'; reason: string }) => post('/api/problems/{problem_id}/status', { path: { problem_id: row }, body: { status, reason } }), again),
  };
}

export function useSigned(id: string) {
  const qc = useQueryClient();
  const again = { onSuccess: () => void qc.invalidateQueries({ queryKey: keyOf(id) }) };
  return {
    addendum: useWrite((text: string, key) => post('/api/encounters/{encounter_id}/addenda', { path: { encounter_id: id }, body: { text }, idempotencyKey: key }), again),
    inError: useWrite((reason: string) => post('/api/encounters/{encounter_id}/note/entered-in-error', { path: { encounter_id: id }, body: { reason } }), again),
  };
}
