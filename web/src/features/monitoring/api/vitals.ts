/** Vital signs over HTTP: the wall, one patient, limits, alerts, devices, one's own readings. */
import { queryOptions, useQueryClient } from '@tanstack/react-query';
import { get, post, put, type Reply } from '@/lib/api';
import { useWrite } from '@/lib/query';

export type Wall = Reply<'/api/monitoring/wall', 'get'>;
export type Watched = Wall['items'][number];
export type PatientVitals = Reply<'/api/patients/{patient_id}/observations', 'get'>;
export type AlertRow = Reply<'/api/alerts', 'get'>['items'][number];
export type Observation = PatientVitals['observations'][number];
export type Series = PatientVitals['series'][number];
export type Limit = PatientVitals['limits'][number];
export type Device = Reply<'/api/devices', 'get'>['items'][number];
type Value = { code: string; value: number; unit: string };
export type Level = 'alert' | 'confusion' | 'voice' | 'pain' | 'unresponsive';
type Ends = Record<'critical_low' | 'low' | 'high' | 'critical_high', number | null>;
export type Outcome = 'false_alarm' | 'advice_given' | 'visit_booked' | 'emergency' | 'equipment';
export type Kind = 'monitor' | 'blood_pressure' | 'oximeter' | 'thermometer' | 'scale' | 'glucose_meter' | 'wearable' | 'gateway';
export type Strip = Reply<'/api/patients/{patient_id}/strips', 'get'>['items'][number];
export type Goal = { code: string; low: number | null; high: number | null };
export type OwnKind = Exclude<Kind, 'monitor' | 'gateway'>;
export type Own = Reply<'/api/my/observations', 'get'>;

export const wallQuery = (ward: string | undefined) => queryOptions({
  queryKey: ['wall', ward ?? ''], queryFn: ({ signal }) => get('/api/monitoring/wall', { query: ward ? { ward_id: ward } : {}, signal }),
});

export const vitalsQuery = (patientId: string, hours: number) => queryOptions({
  queryKey: ['vitals', patientId, hours],
  queryFn: ({ signal }) => get('/api/patients/{patient_id}/observations', { path: { patient_id: patientId }, query: { since: new Date(Date.now() - hours * 3_600_000).toISOString() }, signal }),
});

export const alertsQuery = (scope: 'open' | 'closed') => queryOptions({
  queryKey: ['alerts', scope], queryFn: ({ signal }) => get('/api/alerts', { query: { scope }, signal }),
});

export const alertQuery = (id: string) => queryOptions({
  queryKey: ['alerts', 'one', id], queryFn: ({ signal }) => get('/api/alerts/{alert_id}', { path: { alert_id: id }, signal }),
});

export const devicesQuery = queryOptions({ queryKey: ['devices'], queryFn: ({ signal }) => get('/api/devices', { signal }) });
export const wornQuery = (id: string) => queryOptions({
  queryKey: ['devices', 'worn', id], queryFn: ({ signal }) => get('/api/devices/{device_id}/bindings', { path: { device_id: id }, signal }),
});

export const stripsQuery = (patientId: string) => queryOptions({
  queryKey: ['vitals', patientId, 'strips'], queryFn: ({ signal }) => get('/api/patients/{patient_id}/strips', { path: { patient_id: patientId }, signal }),
});

export const ownQuery = queryOptions({ queryKey: ['own-vitals'], queryFn: ({ signal }) => get('/api/my/observations', { signal }) });

function useRefresh(...keys: string[]) {
  const qc = useQueryClient();
  return () => { for (const key of keys) void qc.invalidateQueries({ queryKey: [key] }); };
}

export function useAlertAction() {
  const onSuccess = useRefresh('alerts', 'wall', 'vitals');
  const acknowledge = useWrite((id: string) => post('/api/alerts/{alert_id}/acknowledge', { path: { alert_id: id } }), { onSuccess });
  const snooze = useWrite(({ id, ...body }: { id: string; minutes: number; reason: string }) => post('/api/alerts/{alert_id}/snooze', { path: { alert_id: id }, body }), { onSuccess });
  const resolve = useWrite(({ id, ...body }: { id: string; outcome: Outcome; words: string }) => post('/api/alerts/{alert_id}/resolve', { path: { alert_id: id }, body }), { onSuccess });
  return { acknowledge, snooze, resolve };
}

export function useSpotCheck(patientId: string, onDone: () => void) {
  const refresh = useRefresh('vitals', 'wall', 'alerts');
  return useWrite((body: { values: Value[]; consciousness: Level | null; note: string }, key) => post('/api/patients/{patient_id}/observations', { path: { patient_id: patientId }, body, idempotencyKey: key }), {
    onSuccess: () => { refresh(); onDone(); },
  });
}

export function useSetLimits(patientId: string, onDone: () => void) {
  const refresh = useRefresh('vitals');
  return useWrite((body: { reason: string; limits: (Ends & { code: string; default: boolean; delay: number; clear: number; margin: number | string })[] }) => put('/api/patients/{patient_id}/limits', { path: { patient_id: patientId }, body }), { onSuccess: () => { refresh(); onDone(); } });
}

export function useDecide() {
  const onSuccess = useRefresh('vitals', 'wall');
  return useWrite(({ id, right }: { id: string; right: boolean }) => right
    ? post('/api/observations/{observation_id}/confirm', { path: { observation_id: id } })
    : post('/api/observations/{observation_id}/reject', { path: { observation_id: id } }), { onSuccess });
}

export function useTypeReading(onDone: () => void) {
  const refresh = useRefresh('own-vitals');
  return useWrite((body: { measured_at: string; source: 'typed' | 'bluetooth'; note: string; values: Value[] }, key) => post('/api/my/observations', { body, idempotencyKey: key }), { onSuccess: () => { refresh(); onDone(); }, quiet: true });
}

export function useSetReminders() {
  const onSuccess = useRefresh('own-vitals');
  return useWrite((reminders: string[]) => put('/api/my/reminders', { body: { reminders } }), { onSuccess });
}

export function useRegisterDevice() {
  const onSuccess = useRefresh('devices');
  return useWrite((body: { kind: Kind; name: string; serial: string; maker: string }) => post('/api/devices', { body }), { onSuccess });
}

export function useDeviceAction() {
  const onSuccess = useRefresh('devices', 'wall', 'vitals');
  const rotate = useWrite((id: string) => post('/api/devices/{device_id}/key', { path: { device_id: id } }), { onSuccess });
  const unbind = useWrite((id: string) => post('/api/devices/{device_id}/unbind', { path: { device_id: id } }), { onSuccess });
  const change = useWrite(({ id, status }: { id: string; status: 'active' | 'suspended' | 'retired' }) => post('/api/devices/{device_id}/status', { path: { device_id: id }, body: { status } }), { onSuccess });
  return { rotate, unbind, change };
}

/** The device with this code measures the patient from now on. */
export function useBindHere(patientId: string, onDone: () => void) {
  const refresh = useRefresh('vitals', 'devices', 'wall');
  return useWrite((serial: string) => post('/api/patients/{patient_id}/devices', { path: { patient_id: patientId }, body: { serial } }), { onSuccess: () => { refresh(); onDone(); }, quiet: true });
}

export function useSaveStrip(patientId: string, onDone: () => void) {
  const refresh = useRefresh('vitals');
  return useWrite((body: { at: string; seconds: number; words: string }) => post('/api/patients/{patient_id}/strips', { path: { patient_id: patientId }, body }), { onSuccess: () => { refresh(); onDone(); }, quiet: true });
}

export function useSetPlan(patientId: string, onDone: () => void) {
  const refresh = useRefresh('vitals');
  return useWrite((body: { spo2_scale: 1 | 2; goals: Goal[]; reminders: string[] }) => put('/api/patients/{patient_id}/monitoring-plan', { path: { patient_id: patientId }, body }), { onSuccess: () => { refresh(); onDone(); }, quiet: true });
}

export function useOwnDevices() {
  const onSuccess = useRefresh('own-vitals');
  const add = useWrite((body: { kind: OwnKind; name: string; serial: string }) => post('/api/my/devices', { body }), { onSuccess, quiet: true });
  const retire = useWrite((id: string) => post('/api/my/devices/{device_id}/retire', { path: { device_id: id } }), { onSuccess });
  return { add, retire };
}
