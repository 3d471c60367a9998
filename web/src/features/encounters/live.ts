/** What facts of the record change on screen, for whoever has it open. */
import type { QueryClient } from '@tanstack/react-query';
import type { Fact, LiveMap } from '@/lib/live';

const chartOf = (fact: Fact, qc: QueryClient) => void qc.invalidateQueries({ queryKey: ['chart', String(fact.encounter_id)] });

export const live: LiveMap = {
  ChartChanged: chartOf,
  NoteSigned: chartOf,
  RecordChanged: (fact, qc) => {
    void qc.invalidateQueries({ queryKey: ['chart'] });
    void qc.invalidateQueries({ queryKey: ['record', String(fact.patient_id)] });
  },
  DiagnosticReportChanged: [['results'], ['record']],
  ReviewerShutOut: [['results']],
  CriticalResultUnanswered: [['results']],
  ReferralChanged: [['referrals']],
  RefillChanged: [['medicines'], ['refills']],
  EncounterFinished: (fact, qc) => {
    chartOf(fact, qc);
    void qc.invalidateQueries({ queryKey: ['summaries'] });
  },
};
