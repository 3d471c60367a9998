/** What facts change on screen: a task fact carries its row, a case fact only says which case. */
import type { QueryClient } from '@tanstack/react-query';
import type { Fact, LiveMap } from '@/lib/live';
import { applyTask, later, type TaskRow } from '@/lib/tasks';

function onTask(fact: Fact, qc: QueryClient) {
  if (fact.row) applyTask(qc, fact.row as TaskRow);
  else later(qc, ['tasks'], 250);
}

function onCase(fact: Fact, qc: QueryClient) {
  later(qc, ['cases', 'one', String(fact.case_id)], 150);
  later(qc, ['cases', 'list'], 1_000);
  later(qc, ['cases', 'incidents'], 1_000);
  later(qc, ['pathways'], 1_500);
}

function onTalk(_fact: Fact, qc: QueryClient) {
  later(qc, ['talk'], 150);
}

export const live: LiveMap = {
  TaskOpened: onTask, TaskClaimed: onTask, TaskReleased: onTask, TaskCompleted: onTask, TaskCancelled: onTask, TaskChanged: onTask, TaskEscalated: onTask,
  CommentAdded: onTalk, CaseCommented: onTalk,
  AbsenceChanged: (_fact, qc) => { later(qc, ['absences'], 100); later(qc, ['tasks', 'list'], 300); },
  FilterChanged: (_fact, qc) => later(qc, ['tasks', 'filters'], 300),
  BatchMoved: (_fact, qc) => { later(qc, ['cases', 'batch'], 200); later(qc, ['cases', 'incidents'], 800); },
  CaseStarted: onCase, CaseMoved: onCase, CaseEnded: onCase, IncidentRaised: onCase, MessageThrown: 'none',
};
