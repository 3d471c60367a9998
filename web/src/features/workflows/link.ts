/** Where a task is done: its feature's own page, else the task's page in the person's shell. */
import { taskScreen } from '@/app/registry';
import type { TaskRow } from '@/lib/tasks';

export function taskLink(task: TaskRow, patient = false): string {
  return taskScreen(task.form)?.to?.(task) ?? `${patient ? '/my' : ''}/tasks/${task.id}`;
}
