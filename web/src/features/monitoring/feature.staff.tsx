/** Vital signs at work: ward wall, one patient's curves, alerts, devices. */
import { Activity, BellRing, HeartPulse, MonitorSmartphone } from 'lucide-react';
import { defineFeature } from '@/app/feature';

export default defineFeature({
  name: 'monitoring',
  routes: [
    { shell: 'staff', path: '/monitoring', load: () => import('./pages/WallPage'), needs: 'vitals.watch', title: 'monitoring:wall.title' },
    { shell: 'staff', path: '/vitals/$patientId', load: () => import('./pages/PatientVitalsPage'), needs: 'vitals.watch', title: 'monitoring:card.title' },
    { shell: 'staff', path: '/alerts', load: () => import('./pages/AlertsPage'), needs: 'vitals.watch', title: 'monitoring:alerts.title' },
    { shell: 'staff', path: '/devices', load: () => import('./pages/DevicesPage'), needs: 'device.manage', title: 'monitoring:devices.title' },
  ],
  places: [
    { shell: 'staff', to: '/monitoring', label: 'monitoring:nav.wall', icon: Activity, order: 42, needs: 'vitals.watch' },
    { shell: 'staff', to: '/alerts', label: 'monitoring:nav.alerts', icon: BellRing, order: 41, needs: 'vitals.watch', roles: ['nurse'] },
    { shell: 'staff', to: '/devices', label: 'monitoring:nav.devices', icon: MonitorSmartphone, order: 75, needs: 'device.manage', aside: ['nurse'] },
  ],
  commands: [
    { id: 'alerts', label: 'monitoring:alerts.title', to: '/alerts', icon: BellRing, needs: 'vitals.watch' },
    { id: 'own-vitals', label: 'monitoring:own.title', to: '/my/vitals', icon: HeartPulse, needs: 'record.own' },
  ],
  tasks: {
    review_alert: { load: () => import('./components/AlertTask'), icon: BellRing },
    take_over: { load: () => import('./components/AlertTask'), icon: BellRing },
  },
  slots: {
    'patient.main': [{ order: 5, load: () => import('./components/VitalsCard'), needs: 'vitals.watch' }],
    'visit.vitals': [{ order: 10, load: () => import('./components/VitalsCard'), needs: 'vitals.watch' }],
  },
});
