/** What facts of tasks change on screen: a task fact carries its row. */
import type { QueryClient } from '@tanstack/react-query';
import type { Fact, LiveMap } from '@/lib/live';
import { applyTask, later, type TaskRow } from '@/lib/tasks';

function onTask(fact: Fact, qc: QueryClient) {
  if (fact.row) applyTask(qc, fact.row as TaskRow);
  else later(qc, ['tasks'], 250);
}

function onTalk(_fact: Fact, qc: QueryClient) {
  later(qc, ['talk'], 150);
}

export const taskLive: LiveMap = {
  TaskOpened: onTask, TaskClaimed: onTask, TaskReleased: onTask, TaskCompleted: onTask, TaskCancelled: onTask, TaskChanged: onTask, TaskEscalated: onTask,
  TaskShutOut: [['tasks']],
  CommentAdded: onTalk, CaseCommented: onTalk,
};
