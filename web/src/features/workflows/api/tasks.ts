import { queryOptions } from '@tanstack/react-query';
import { get } from '@/lib/api';
import { usePages, type Page } from '@/lib/pages';
import type { View } from '../components/FilterBar';
import { readTasks, type Scope, type TaskRow } from '@/lib/tasks';

export const useTaskPages = (scope: Scope, options: { enabled?: boolean } = {}) =>
  usePages<TaskRow>(['tasks', 'list', scope], (after, signal) => readTasks(scope, after, signal), options);

/** A filtered view of the worklist, read from the server in its order. */
export const useTaskView = (view: View, options: { enabled?: boolean } = {}) =>
  usePages<TaskRow>(['tasks', 'list', 'view', JSON.stringify(view)], (after, signal) => get('/api/tasks', { query: { ...view, after: after ?? null, limit: 100 } as never, signal }) as Promise<Page<TaskRow>>, options);

export const taskQuery = (id: string) =>
  queryOptions({ queryKey: ['tasks', 'one', id], queryFn: ({ signal }) => get('/api/tasks/{task_id}', { path: { task_id: id }, signal }), staleTime: 0 });
