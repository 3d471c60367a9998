/** Vital signs: ward wall, one patient's curves, alerts, devices, and the patient's own readings. */
import { defineFeature } from '@/app/feature';
import type { Fact } from '@/lib/live';
import type { QueryClient } from '@tanstack/react-query';

const vitalsOf = (fact: Fact, qc: QueryClient) => {
  void qc.invalidateQueries({ queryKey: ['vitals', String(fact.patient_id)] });
  void qc.invalidateQueries({ queryKey: ['own-vitals'] });
};

const alerted = (fact: Fact, qc: QueryClient) => {
  void qc.invalidateQueries({ queryKey: ['alerts'] });
  void qc.invalidateQueries({ queryKey: ['wall'] });
  vitalsOf(fact, qc);
};

export default defineFeature({
  name: 'monitoring',
  live: {
    VitalsRecorded: vitalsOf,
    LimitsChanged: vitalsOf,
    AlertRaised: alerted,
    AlertChanged: alerted,
    AlertEscalated: alerted,
    DeviceChanged: [['devices'], ['own-devices'], ['wall']],
    VitalsDue: 'none',
  },
});
