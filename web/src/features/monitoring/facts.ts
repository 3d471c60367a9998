/** What a reading or an alert changes on screen. */
import type { QueryClient } from '@tanstack/react-query';
import type { Fact, LiveMap } from '@/lib/live';

const vitalsOf = (fact: Fact, qc: QueryClient) => {
  void qc.invalidateQueries({ queryKey: ['vitals', String(fact.patient_id)] });
  void qc.invalidateQueries({ queryKey: ['own-vitals'] });
};

const alerted = (fact: Fact, qc: QueryClient) => {
  void qc.invalidateQueries({ queryKey: ['alerts'] });
  void qc.invalidateQueries({ queryKey: ['wall'] });
  vitalsOf(fact, qc);
};

export const live: LiveMap = {
  VitalsRecorded: vitalsOf,
  LimitsChanged: vitalsOf,
  AlertRaised: alerted,
  AlertChanged: alerted,
  AlertEscalated: alerted,
  DeviceChanged: [['devices'], ['vitals'], ['own-vitals'], ['wall']],
  VitalsDue: 'none',
  VitalsMissed: [['own-vitals']],
};
