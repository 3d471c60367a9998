/** Where the next task is done: a visit in its call, anything else on its own page. */
import type { Finished } from './api/finish';

export function taskTo(task: NonNullable<Finished['next_task_for_me']>): string {
  const visit = task.form === 'consultation' ? task.subject.visit_id : undefined;
  return visit ? `/visits/${visit}` : `/tasks/${task.id}`;
}
