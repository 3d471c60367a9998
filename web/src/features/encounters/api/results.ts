/** Results: lists, one report with the values before it, entering, releasing, holding back. */
import { queryOptions, useQueryClient } from '@tanstack/react-query';
import { get, post, put, type Reply } from '@/lib/api';
import { usePages } from '@/lib/pages';
import { useWrite } from '@/lib/query';
import type { paths } from '@/lib/schema';

export type Row = Reply<'/api/my/diagnostic-reports', 'get'>['items'][number];
export type OwnReport = Reply<'/api/my/diagnostic-reports/{report_id}', 'get'>;
export type Report = Reply<'/api/diagnostic-reports/{report_id}', 'get'>;
export type ReviewRow = Reply<'/api/diagnostic-reports', 'get'>['items'][number];
export type Critical = Report['critical_results'][number];
export type Finding = OwnReport['observations'][number];
export type Analyte = Reply<'/api/patients/{patient_id}/analytes', 'get'>['items'][number];
export type View = 'open' | 'held' | 'done';
type Body<Path extends keyof paths, Verb extends keyof paths[Path]> = paths[Path][Verb] extends { requestBody?: { content: { 'application/json': infer B } } } ? B : never;
export type Enter = Body<'/api/patients/{patient_id}/diagnostic-reports', 'post'>;
export type Reassign = Body<'/api/diagnostic-reports/{report_id}/reassign', 'post'>;
export type Change = Body<'/api/diagnostic-reports/{report_id}', 'put'>;

export const useOwnResults = () => usePages<Row>(['results', 'own', 'list'], (after, signal) => get('/api/my/diagnostic-reports', { query: { after: after ?? '', limit: 30 }, signal }));
export const useResults = (patientId: string) => usePages<Row>(['results', 'of', patientId], (after, signal) => get('/api/patients/{patient_id}/diagnostic-reports', { path: { patient_id: patientId }, query: { after: after ?? '', limit: 8 }, signal }));
export const useReview = (view: View) => usePages<ReviewRow>(['results', 'review', view], (after, signal) => get('/api/diagnostic-reports', { query: { view, after: after ?? '', limit: 30 }, signal }));

export const ownResultQuery = (id: string) => queryOptions({
  queryKey: ['results', 'own', id],
  queryFn: ({ signal }) => get('/api/my/diagnostic-reports/{report_id}', { path: { report_id: id }, signal }),
});

export const resultQuery = (id: string) => queryOptions({
  queryKey: ['results', 'one', id],
  queryFn: ({ signal }) => get('/api/diagnostic-reports/{report_id}', { path: { report_id: id }, signal }),
});

export const allAnalytesQuery = queryOptions({ queryKey: ['analytes'], staleTime: 10 * 60_000, queryFn: ({ signal }) => get('/api/analytes', { signal }) });

export const analytesQuery = (patientId: string) => queryOptions({
  queryKey: ['analytes', patientId], staleTime: 10 * 60_000,
  queryFn: ({ signal }) => get('/api/patients/{patient_id}/analytes', { path: { patient_id: patientId }, signal }),
});

export const doctorsQuery = queryOptions({ queryKey: ['practitioners', 'doctors'], queryFn: ({ signal }) => get('/api/practitioners', { query: { role: 'doctor', limit: 100 }, signal }), staleTime: 5 * 60_000 });

/** Every write answers with the whole report, which takes its place in the cache. */
export function useResultWrites() {
  const qc = useQueryClient();
  const keep = (report: Report) => {
    qc.setQueryData(resultQuery(report.id).queryKey, report);
    void qc.invalidateQueries({ queryKey: ['results', 'of', report.patient_id] });
    void qc.invalidateQueries({ queryKey: ['results', 'review'] });
  };
  const of = (id: string) => ({ path: { report_id: id } });
  return {
    enter: useWrite(({ patientId, body }: { patientId: string; body: Enter }, key) => post('/api/patients/{patient_id}/diagnostic-reports', { path: { patient_id: patientId }, body, idempotencyKey: key }), { quiet: true, onSuccess: keep }),
    change: useWrite(({ id, body }: { id: string; body: Change }) => put('/api/diagnostic-reports/{report_id}', { ...of(id), body }), { quiet: true, onSuccess: keep }),
    release: useWrite(({ id, comment, version }: { id: string; comment: string; version: number }) => post('/api/diagnostic-reports/{report_id}/release', { ...of(id), body: { comment, version } }), { onSuccess: keep }),
    hold: useWrite(({ id, reason, version }: { id: string; reason: string; version: number }) => post('/api/diagnostic-reports/{report_id}/hold', { ...of(id), body: { reason, version } }), { onSuccess: keep }),
    acknowledge: useWrite((id: string) => post('/api/diagnostic-reports/{report_id}/acknowledge', of(id)), { onSuccess: keep }),
    reassign: useWrite(({ id, body }: { id: string; body: Reassign }) => post('/api/diagnostic-reports/{report_id}/reassign', { ...of(id), body }), { quiet: true, onSuccess: keep }),
    strike: useWrite(({ id, reason }: { id: string; reason: string }) => post('/api/diagnostic-reports/{report_id}/entered-in-error', { ...of(id), body: { reason } }), { onSuccess: keep }),
  };
}

const readable: Record<string, string> = { '1': '', '{INR}': '', '10*3/uL': '10³/µL', '10*6/uL': '10⁶/µL', 'm[IU]/L': 'mIU/L', 'mL/min/{1.73_m2}': 'mL/min/1.73 m²' };
/** A UCUM unit as people write it. */
export const unitWords = (unit: string) => readable[unit] ?? unit.replace(/^u(?=[A-Za-z])/, 'µ');
export const odd = (interpretation: string) => ['L', 'H', 'LL', 'HH', 'A'].includes(interpretation);
export const cannotWait = (interpretation: string) => ['LL', 'HH'].includes(interpretation);
export const said = (one: Pick<Finding, 'value' | 'comparator' | 'words' | 'unit'>) => (one.value === null ? one.words : `${one.comparator}${one.value} ${unitWords(one.unit)}`.trim());
