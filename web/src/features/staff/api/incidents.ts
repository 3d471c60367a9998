/** What went wrong: one's own reports, all of them for leads, the one that a task is about. */
import { queryOptions, useQueryClient } from '@tanstack/react-query';
import { get, post, type Reply } from '@/lib/api';
import { usePages } from '@/lib/pages';
import { useWrite } from '@/lib/query';
import type { Body } from './people';

export type IncidentReport = Reply<'/api/incident-reports', 'get'>['items'][number];
export type NewReport = Body<'/api/incident-reports', 'post'>;

export const useIncidentReports = () => usePages<IncidentReport>(['incident-reports', 'list'], (after, signal) => get('/api/incident-reports', { query: { after }, signal }));
export const incidentOfTaskQuery = (taskId: string) => queryOptions({
  queryKey: ['incident-reports', 'task', taskId], queryFn: ({ signal }) => get('/api/tasks/{task_id}/incident-report', { path: { task_id: taskId }, signal }),
});

export function useReportIncident(onDone: (anonymous: boolean) => void) {
  const qc = useQueryClient();
  return useWrite((body: NewReport) => post('/api/incident-reports', { body }), {
    quiet: true, onSuccess: (made) => { void qc.invalidateQueries({ queryKey: ['incident-reports'] }); onDone(made.anonymous); },
  });
}
