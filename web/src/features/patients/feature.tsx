/** The patient's own page, and patients for staff. */
import { House } from 'lucide-react';
import { defineFeature } from '@/app/feature';

export default defineFeature({
  name: 'patients',
  routes: [{ shell: 'patient', path: '/my', load: () => import('./pages/MyHomePage'), title: 'patients:home.title' }],
  places: [{ shell: 'patient', to: '/my', label: 'patients:nav.home', icon: House, order: 10 }],
  live: {
    PatientRegistered: [['patients']],
    PatientChanged: [['patients'], ['my', 'details']],
    ConsentGiven: [['patients'], ['my', 'consents']],
    CareChanged: [['patients']],
  },
});
