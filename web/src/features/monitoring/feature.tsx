/** A patient's own readings, and the devices that they come from. */
import { HeartPulse } from 'lucide-react';
import { defineFeature } from '@/app/feature';
import { live } from './facts';

export default defineFeature({
  name: 'monitoring',
  routes: [
    { shell: 'patient', path: '/my/vitals', load: () => import('./pages/MyVitalsPage'), needs: 'record.own', title: 'monitoring:own.title' },
  ],
  places: [
    { shell: 'patient', to: '/my/vitals', label: 'monitoring:nav.own', icon: HeartPulse, order: 45, needs: 'record.own' },
  ],
  live,
});
