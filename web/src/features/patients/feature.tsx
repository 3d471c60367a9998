/** The patient's own page and details, and patients for staff. */
import { CircleUserRound, House, UserPlus, UsersRound } from 'lucide-react';
import { defineFeature } from '@/app/feature';

const text = (value: unknown) => (typeof value === 'string' ? value.slice(0, 100) : '');

export default defineFeature({
  name: 'patients',
  routes: [
    { shell: 'patient', path: '/my', load: () => import('./pages/MyHomePage'), title: 'patients:home.title' },
    { shell: 'patient', path: '/my/details', load: () => import('./pages/MyDetailsPage'), title: 'patients:details.title', needs: 'patient.self' },
    { shell: 'patient', path: '/my/documents', load: () => import('./pages/MyDocumentsPage'), title: 'patients:documents.title', needs: 'patient.self' },
    { shell: 'patient', path: '/my/family', load: () => import('./pages/MyFamilyPage'), title: 'patients:family.title', needs: 'patient.self' },
    { shell: 'staff', path: '/patients', load: () => import('./pages/PatientsPage'), title: 'patients:list.title', needs: 'patient.read', search: (raw) => ({ search: text(raw.search) }) },
    { shell: 'staff', path: '/patients/new', load: () => import('./pages/NewPatientPage'), title: 'patients:new.title', needs: 'patient.write' },
    { shell: 'staff', path: '/patients/$patientId', load: () => import('./pages/PatientPage'), title: 'patients:page.title', needs: 'patient.read' },
    { shell: 'staff', path: '/patients/$patientId/merge', load: () => import('./pages/MergePage'), title: 'patients:merge.title', needs: 'patient.merge', search: (raw) => ({ other: text(raw.other) }) },
  ],
  places: [
    { shell: 'patient', to: '/my', label: 'patients:nav.home', icon: House, order: 10 },
    { shell: 'patient', to: '/my/details', label: 'patients:nav.details', icon: CircleUserRound, order: 90, needs: 'patient.self' },
    { shell: 'staff', to: '/patients', label: 'patients:nav.patients', icon: UsersRound, order: 30, needs: 'patient.read' },
  ],
  commands: [{ id: 'patient-new', label: 'patients:new.title', icon: UserPlus, to: '/patients/new', needs: 'patient.write' }],
  search: { needs: 'patient.read', find: async (words, signal) => (await import('./api/find')).find(words, signal) },
  live: {
    PatientRegistered: [['patients']],
    PatientChanged: [['patients'], ['my', 'details']],
    ConsentGiven: [['patients'], ['my', 'details']],
    CareChanged: [['patients']],
    DocumentChanged: [['documents'], ['my', 'documents']],
    ProxyChanged: [['proxies'], ['my', 'family'], ['session']],
    PatientsMerged: [['patients'], ['merges']],
    ExportChanged: [['exports'], ['my', 'exports']],
    ImportChanged: [['imports']],
  },
});
