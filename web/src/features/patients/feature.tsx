/** The patient's own page, details, documents and family. */
import { CircleUserRound, House } from 'lucide-react';
import { defineFeature } from '@/app/feature';

export default defineFeature({
  name: 'patients',
  routes: [
    { shell: 'public', path: '/pick-up', load: () => import('./pages/PickUpPage'), title: 'patients_papers:handover.pick_up' },
    { shell: 'patient', path: '/my', load: () => import('./pages/MyHomePage'), title: 'patients:home.title' },
    { shell: 'patient', path: '/my/details', load: () => import('./pages/MyDetailsPage'), title: 'patients:details.title', needs: 'details.own' },
    { shell: 'patient', path: '/my/documents', load: () => import('./pages/MyDocumentsPage'), title: 'patients:documents.title', needs: 'document.own' },
    { shell: 'patient', path: '/my/family', load: () => import('./pages/MyFamilyPage'), title: 'patients:family.title' },
  ],
  places: [
    { shell: 'patient', to: '/my', label: 'patients:nav.home', icon: House, order: 10 },
    { shell: 'patient', to: '/my/details', label: 'patients:nav.details', icon: CircleUserRound, order: 90, needs: 'details.own' },
  ],
  tasks: { house_consents: { load: () => import('./components/HouseConsents') }, show_identity: { load: () => import('./components/ShowIdentity') } },
  slots: {
    'patient.topbar': [{ order: 20, load: () => import('./components/FamilySwitcher') }],
    'record.after': [{ order: 10, load: () => import('./components/RecordLinks') }],
  },
  live: {
    PatientChanged: [['patients'], ['my', 'details']],
    ConsentGiven: [['patients'], ['my', 'details']],
    DocumentChanged: [['documents'], ['my', 'documents']],
    ProxyChanged: [['proxies'], ['my', 'family'], ['session']],
    ErasureChanged: [['erasures'], ['legal-holds'], ['my', 'erasure']],
    ExportChanged: [['exports'], ['my', 'exports']],
  },
});
