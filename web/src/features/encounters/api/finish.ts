/** Sign and finish: the consultation task is completed with the note that is on screen; the reply offers what is next. */
import { queryOptions, useQueryClient } from '@tanstack/react-query';
import { taskScreen } from '@/app/registry';
import { get } from '@/lib/api';
import { useCompleteTask, type Completed, type TaskOpened, type TaskRow } from '@/lib/tasks';

export const taskQuery = (id: string) => queryOptions({
  queryKey: ['tasks', 'one', id],
  queryFn: ({ signal }): Promise<TaskOpened> => get('/api/tasks/{task_id}', { path: { task_id: id }, signal }),
});

export function useFinish(encounterId: string, onDone: (done: Completed) => void) {
  const qc = useQueryClient();
  return useCompleteTask({
    quiet: true,
    onDone: (done) => {
      void qc.invalidateQueries({ queryKey: ['chart', encounterId] });
      onDone(done);
    },
  });
}

/** Where a task is done: on its feature's own page, else on the task's. */
export const taskTo = (task: TaskRow) => taskScreen(task.form)?.to?.(task) ?? `/tasks/${task.id}`;
