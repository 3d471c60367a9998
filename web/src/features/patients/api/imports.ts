/** Patients from a file: uploaded, columns named, tried, taken in, undone. */
import { queryOptions, useQueryClient } from '@tanstack/react-query';
import { get, post, send, type Reply, type Schema } from '@/lib/api';
import { usePages } from '@/lib/pages';
import { useWrite } from '@/lib/query';
import type { Body } from './patients';

export type Import = Schema<'ImportOut'>;
export type ImportPage = Reply<'/api/patient-imports/{import_id}', 'get'>;
export type ImportRow = Schema<'ImportRowOut'>;
export type How = Body<'/api/patient-imports/{import_id}/check', 'post'>;

export const importsQuery = queryOptions({ queryKey: ['imports', 'list'], queryFn: ({ signal }) => get('/api/patient-imports', { signal }) });
export const importQuery = (import_id: string) => queryOptions({
  queryKey: ['imports', import_id], queryFn: ({ signal }) => get('/api/patient-imports/{import_id}', { path: { import_id }, signal }),
});
export const useImportRows = (import_id: string, made?: boolean) =>
  usePages<ImportRow>(['imports', import_id, 'rows', made], (after, signal) => get('/api/patient-imports/{import_id}/rows', { path: { import_id }, query: { after, ...(made === undefined ? {} : { made }) }, signal }));

function useImportWrite<Input>(write: (input: Input) => Promise<ImportPage>, quiet = false) {
  const qc = useQueryClient();
  return useWrite(write, {
    quiet,
    onSuccess: (page) => {
      qc.setQueryData(importQuery(page.summary.id).queryKey, page);
      void qc.invalidateQueries({ queryKey: ['imports', 'list'] });
    },
  });
}
export const useUploadImport = () => useImportWrite((file: File) => send<ImportPage>('POST', '/api/patient-imports', { body: file, query: { name: file.name } }), true);
export const useCheckImport = (import_id: string) => useImportWrite((body: How) => post('/api/patient-imports/{import_id}/check', { path: { import_id }, body }), true);
export const useImportStep = (import_id: string) => useImportWrite((step: 'run' | 'stop' | 'undo') => post(`/api/patient-imports/{import_id}/${step}`, { path: { import_id } }));
export const useAcceptLine = (import_id: string) => {
  const qc = useQueryClient();
  return useWrite(({ line, accepted }: { line: number; accepted: boolean }) => post('/api/patient-imports/{import_id}/rows/{line}/accept', { path: { import_id, line }, body: { accepted } }), {
    onSuccess: (page) => {
      qc.setQueryData(importQuery(import_id).queryKey, page);
      return qc.invalidateQueries({ queryKey: ['imports', import_id, 'rows'] });
    },
  });
};
export const resultUrl = (import_id: string, refused: boolean) => `/api/patient-imports/${import_id}/result${refused ? '?refused=true' : ''}`;
