/** What facts of cases change on screen: a case fact only says which case. */
import type { QueryClient } from '@tanstack/react-query';
import type { Fact, LiveMap } from '@/lib/live';
import { later } from '@/lib/tasks';

function onCase(fact: Fact, qc: QueryClient) {
  later(qc, ['cases', 'one', String(fact.case_id)], 150);
  later(qc, ['cases', 'list'], 1_000);
  later(qc, ['cases', 'incidents'], 1_000);
  later(qc, ['pathways'], 1_500);
}

export const caseLive: LiveMap = {
  AbsenceChanged: (_fact, qc) => { later(qc, ['absences'], 100); later(qc, ['tasks', 'list'], 300); },
  FilterChanged: (_fact, qc) => later(qc, ['tasks', 'filters'], 300),
  BatchMoved: (_fact, qc) => { later(qc, ['cases', 'batch'], 200); later(qc, ['cases', 'incidents'], 800); },
  CaseStarted: onCase, CaseMoved: onCase, CaseEnded: onCase, IncidentRaised: onCase, MessageThrown: 'none',
};
