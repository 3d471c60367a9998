import { keepPreviousData, queryOptions, useQueryClient } from '@tanstack/react-query';
import { del, get, post, type Reply, type Schema } from '@/lib/api';
import { usePages } from '@/lib/pages';
import { useWrite } from '@/lib/query';

export type Report = Reply<'/api/reports/figures', 'get'>;
export type Row = Schema<'ReportRow'>;
export type Catalogue = Reply<'/api/reports/catalogue', 'get'>;
export type Subject = Schema<'CatalogueSubject'>;
export type Saved = Schema<'SavedReportOut'>;
/** A question as the page's address holds it: every member a word, '' where nothing is chosen. */
export type Question = { subject: string; measures: string; group1: string; group2: string; span: string; from: string; until: string; facility_id: string; department_id: string; practitioner_id: string; payer_id: string };

const MEMBERS = ['subject', 'measures', 'group1', 'group2', 'span', 'from', 'until', 'facility_id', 'department_id', 'practitioner_id', 'payer_id'] as const;
/** Only what is chosen: the server fills in the rest. */
export const chosen = (question: Question) => Object.fromEntries(MEMBERS.filter((name) => question[name]).map((name) => [name, question[name]])) as { subject: string };
export const fileOf = (kind: 'figures.csv' | 'figures.pdf' | 'rows.csv', question: Question, at: Record<string, string> = {}) =>
  `/api/reports/${kind}?${new URLSearchParams({ ...chosen(question), ...at }).toString()}`;

export const catalogueQuery = queryOptions({ queryKey: ['reports', 'catalogue'], queryFn: ({ signal }) => get('/api/reports/catalogue', { signal }), staleTime: 300_000 });
export const savedQuery = queryOptions({ queryKey: ['reports', 'saved'], queryFn: ({ signal }) => get('/api/reports/saved', { signal }) });
export const reportQuery = (question: Question) => queryOptions({
  queryKey: ['reports', 'figures', chosen(question)],
  queryFn: ({ signal }) => get('/api/reports/figures', { query: chosen(question), signal }),
  enabled: question.subject !== '', placeholderData: keepPreviousData,
});

/** The rows behind one line, a page at a time; the first page also says how many there are and how many are hidden. */
export function useRows(question: Question, at: Record<string, string>) {
  return usePages<Row>(['reports', 'rows', chosen(question), at], (after, signal) =>
    get('/api/reports/rows', { query: { ...chosen(question), ...at, ...(after ? { after } : {}) }, signal }));
}
export const rowsInfoQuery = (question: Question, at: Record<string, string>) => queryOptions({
  queryKey: ['reports', 'rows-info', chosen(question), at],
  queryFn: ({ signal }) => get('/api/reports/rows', { query: { ...chosen(question), ...at, limit: 1 }, signal }),
});

export function useSaveReport() {
  const qc = useQueryClient();
  return useWrite((wanted: { name: string; role: string; definition: { subject: string } }) => post('/api/reports/saved', { body: wanted as never }),
    { quiet: true, onSuccess: () => qc.invalidateQueries({ queryKey: ['reports', 'saved'] }) });
}
export function useForgetReport() {
  const qc = useQueryClient();
  return useWrite((saved_report_id: string) => del('/api/reports/saved/{saved_report_id}', { path: { saved_report_id } }),
    { onSuccess: () => qc.invalidateQueries({ queryKey: ['reports', 'saved'] }) });
}

export const daysQuery = queryOptions({ queryKey: ['reports', 'days'], queryFn: ({ signal }) => get('/api/reports/days', { signal }) });
export const dayQuery = (day: string) => queryOptions({
  queryKey: ['reports', 'days', day], queryFn: ({ signal }) => get('/api/reports/days/{day}', { path: { day }, signal }), enabled: day !== '', placeholderData: keepPreviousData,
});
export function useCloseDay() {
  const qc = useQueryClient();
  return useWrite((wanted: { day: string; remark: string }) => post('/api/reports/days', { body: wanted }), { onSuccess: () => qc.invalidateQueries({ queryKey: ['reports', 'days'] }) });
}
