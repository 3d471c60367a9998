/** Vital signs: ward wall, one patient's curves, alerts, devices, and the patient's own readings. */
import { Activity, BellRing, HeartPulse, MonitorSmartphone } from 'lucide-react';
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
  routes: [
    { shell: 'staff', path: '/monitoring', load: () => import('./pages/WallPage'), needs: 'vitals.watch', title: 'monitoring:wall.title' },
    { shell: 'staff', path: '/vitals/$patientId', load: () => import('./pages/PatientVitalsPage'), needs: 'vitals.watch', title: 'monitoring:card.title' },
    { shell: 'staff', path: '/alerts', load: () => import('./pages/AlertsPage'), needs: 'vitals.watch', title: 'monitoring:alerts.title' },
    { shell: 'staff', path: '/devices', load: () => import('./pages/DevicesPage'), needs: 'device.manage', title: 'monitoring:devices.title' },
    { shell: 'patient', path: '/my/vitals', load: () => import('./pages/MyVitalsPage'), needs: 'patient.self', title: 'monitoring:own.title' },
  ],
  places: [
    { shell: 'staff', to: '/monitoring', label: 'monitoring:nav.wall', icon: Activity, order: 42, needs: 'vitals.watch' },
    { shell: 'staff', to: '/alerts', label: 'monitoring:nav.alerts', icon: BellRing, order: 44, needs: 'vitals.watch', roles: ['nurse'] },
    { shell: 'staff', to: '/devices', label: 'monitoring:nav.devices', icon: MonitorSmartphone, order: 75, needs: 'device.manage' },
    { shell: 'patient', to: '/my/vitals', label: 'monitoring:nav.own', icon: HeartPulse, order: 45, needs: 'patient.self' },
  ],
  commands: [
    { id: 'alerts', label: 'monitoring:alerts.title', to: '/alerts', icon: BellRing, needs: 'vitals.watch' },
    { id: 'own-vitals', label: 'monitoring:own.title', to: '/my/vitals', icon: HeartPulse, needs: 'patient.self' },
  ],
  tasks: {
    review_alert: { load: () => import('./components/AlertTask'), icon: BellRing },
    take_over: { load: () => import('./components/AlertTask'), icon: BellRing },
  },
  slots: {
    'patient.main': [{ order: 5, load: () => import('./components/VitalsCard'), needs: 'vitals.watch' }],
    'visit.vitals': [{ order: 10, load: () => import('./components/VitalsCard'), needs: 'vitals.watch' }],
  },
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
