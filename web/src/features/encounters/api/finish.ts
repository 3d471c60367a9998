/** Sign and finish: the consultation task is completed with the note that is on screen; the reply offers what is next. */
import { queryOptions, useQueryClient } from '@tanstack/react-query';
import { get, post, type Reply } from '@/lib/api';
import { useWrite } from '@/lib/query';

export type Task = Reply<'/api/tasks/{task_id}', 'get'>;
export type Finished = Reply<'/api/tasks/{task_id}/complete', 'post'>;

export const taskQuery = (id: string) => queryOptions({
  queryKey: ['tasks', 'one', id],
  queryFn: ({ signal }) => get('/api/tasks/{task_id}', { path: { task_id: id }, signal }),
});

type Signing = { task: Task; noteId: string; noteVersion: number };

export function useFinish(encounterId: string, onDone: (done: Finished) => void) {
  const qc = useQueryClient();
  return useWrite(
    ({ task, noteId, noteVersion }: Signing, key) => post('/api/tasks/{task_id}/complete', {
      path: { task_id: task.id }, body: { version: task.version, answers: { note_id: noteId, note_version: noteVersion } }, idempotencyKey: key,
    }),
    {
      quiet: true,
      onSuccess: (done) => {
        void qc.invalidateQueries({ queryKey: ['chart', encounterId] });
        void qc.invalidateQueries({ queryKey: ['tasks'] });
        onDone(done);
      },
      onError: (problem, { task }) => {
        if (problem.status === 409) void qc.invalidateQueries({ queryKey: ['tasks', 'one', task.id] });
      },
    },
  );
}
