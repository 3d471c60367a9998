import { queryOptions, useQueryClient } from '@tanstack/react-query';
import { del, get, post, put, send, type Reply, type Schema } from '@/lib/api';
import { useWrite } from '@/lib/query';
import { applyTask, later, type TaskRow } from '@/lib/tasks';

export type Colleague = Schema<'ColleagueOut'>;
export type Remark = Schema<'CommentOut'>;
export type SavedFilter = Schema<'FilterOut'>;

export const peopleQuery = (id: string, search: string) =>
  queryOptions({ queryKey: ['tasks', 'people', id, search], queryFn: ({ signal }) => get('/api/tasks/{task_id}/people', { path: { task_id: id }, query: { search }, signal }) });
export const colleaguesQuery = (search: string) =>
  queryOptions({ queryKey: ['colleagues', search], queryFn: ({ signal }) => get('/api/colleagues', { query: { search }, signal }) });
export const absencesQuery = queryOptions({ queryKey: ['absences'], queryFn: ({ signal }) => get('/api/absences', { signal }) });
export const filtersQuery = queryOptions({ queryKey: ['tasks', 'filters'], queryFn: ({ signal }) => get('/api/task-filters', { signal }) });

export type Subject = { task: string } | { case: string };
const path = (about: Subject) => ('task' in about ? `/api/tasks/${about.task}` : `/api/cases/${about.case}`);
export const talkQuery = (about: Subject) =>
  queryOptions({ queryKey: ['talk', path(about)], queryFn: ({ signal }) => send<{ items: Remark[] }>('GET', `${path(about)}/comments`, { signal }) });

export function useTalk(about: Subject) {
  const qc = useQueryClient();
  const onSuccess = () => void qc.invalidateQueries({ queryKey: ['talk'] });
  const say = useWrite((text: string, key) => send<Remark>('POST', `${path(about)}/comments`, { body: { text }, idempotencyKey: key }), { onSuccess });
  return { say, read: onSuccess, path: path(about) };
}

/** Who does a task: each reply is the row as it is now. */
export function useHands(id: string) {
  const qc = useQueryClient();
  const onSuccess = (row: TaskRow) => { applyTask(qc, row); void qc.invalidateQueries({ queryKey: ['tasks', 'one', id] }); later(qc, ['tasks', 'list'], 300); };
  const at = { task_id: id };
  return {
    assign: useWrite((user: string) => post('/api/tasks/{task_id}/assign', { path: at, body: { user_id: user, reason: '' } }), { onSuccess }),
    delegate: useWrite((user: string) => post('/api/tasks/{task_id}/delegate', { path: at, body: { user_id: user, note: '' } }), { onSuccess }),
    resolve: useWrite(() => post('/api/tasks/{task_id}/resolve', { path: at, body: { note: '' } }), { onSuccess }),
    adjust: useWrite((priority: number) => send<TaskRow>('PATCH', `/api/tasks/${id}`, { body: { priority } }), { onSuccess }),
    postpone: useWrite((until: string | null) => post('/api/tasks/{task_id}/postpone', { path: at, body: { until } }), { onSuccess }),
  };
}

export function useAssignMany(onDone: (done: Reply<'/api/tasks/assign', 'post'>) => void) {
  const qc = useQueryClient();
  return useWrite(({ ids, user }: { ids: string[]; user: string }, key) => post('/api/tasks/assign', { body: { task_ids: ids, user_id: user, reason: '' }, idempotencyKey: key }), {
    onSuccess: (done) => { for (const row of done.rows) applyTask(qc, row); later(qc, ['tasks', 'list'], 300); onDone(done); },
  });
}

export function useAbsences() {
  const qc = useQueryClient();
  const onSuccess = () => { void qc.invalidateQueries({ queryKey: ['absences'] }); };
  return {
    announce: useWrite((body: { cover_id: string; from_at: string; until_at: string }) => post('/api/absences', { body }), { onSuccess }),
    end: useWrite((id: string) => del('/api/absences/{absence_id}', { path: { absence_id: id } }), { onSuccess }),
  };
}

export function useFilters() {
  const qc = useQueryClient();
  const onSuccess = () => { void qc.invalidateQueries({ queryKey: ['tasks', 'filters'] }); };
  return {
    save: useWrite((body: { name: string; query: Record<string, unknown>; role: string | null }) => post('/api/task-filters', { body: body as never }), { onSuccess }),
    change: useWrite(({ id, ...body }: { id: string; name: string; query: Record<string, unknown>; role: string | null }) => put('/api/task-filters/{filter_id}', { path: { filter_id: id }, body: body as never }), { onSuccess }),
    remove: useWrite((id: string) => del('/api/task-filters/{filter_id}', { path: { filter_id: id } }), { onSuccess }),
  };
}
