import { queryOptions } from '@tanstack/react-query';
import { get } from '@/lib/api';
import { usePages } from '@/lib/pages';
import { readTasks, type Scope, type TaskRow } from '@/lib/tasks';

export const useTaskPages = (scope: Scope, options: { enabled?: boolean } = {}) =>
  usePages<TaskRow>(['tasks', 'list', scope], (after, signal) => readTasks(scope, after, signal), options);

export const taskQuery = (id: string) =>
  queryOptions({ queryKey: ['tasks', 'one', id], queryFn: ({ signal }) => get('/api/tasks/{task_id}', { path: { task_id: id }, signal }), staleTime: 0 });
