/** The patient's own insurance cards. */
import { ShieldPlus } from 'lucide-react';
import { defineFeature } from '@/app/feature';

export default defineFeature({
  name: 'insurance',
  routes: [
    { shell: 'patient', path: '/my/insurance', load: () => import('./pages/MyInsurancePage'), needs: 'coverage.write', title: 'insurance:mine.title' },
  ],
  places: [
    { shell: 'patient', to: '/my/insurance', label: 'insurance:nav.mine', icon: ShieldPlus, order: 60, needs: 'coverage.write' },
  ],
  tasks: { insurance: { load: () => import('./components/InsuranceTask') } },
  live: { CoverageChanged: [['coverages'], ['prior-authorizations']] },
});
