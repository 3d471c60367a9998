/** Patients for the staff: finding, registering, one patient's page, merging. */
import { Eraser, UserPlus, UsersRound } from 'lucide-react';
import { defineFeature } from '@/app/feature';

const text = (value: unknown) => (typeof value === 'string' ? value.slice(0, 100) : '');

export default defineFeature({
  name: 'patients',
  routes: [
    { shell: 'staff', path: '/patients', load: () => import('./pages/PatientsPage'), title: 'patients:list.title', needs: 'patient.read', search: (raw) => ({ search: text(raw.search) }) },
    { shell: 'staff', path: '/patients/new', load: () => import('./pages/NewPatientPage'), title: 'patients:new.title', needs: 'patient.write' },
    { shell: 'staff', path: '/patients/$patientId', load: () => import('./pages/PatientPage'), title: 'patients:page.title', needs: 'patient.read' },
    { shell: 'staff', path: '/patients/$patientId/merge', load: () => import('./pages/MergePage'), title: 'patients:merge.title', needs: 'patient.merge', search: (raw) => ({ other: text(raw.other) }) },
    { shell: 'staff', path: '/admin/registration', load: () => import('./pages/RegistrationRulesPage'), title: 'patients:rules.title', needs: 'registration.manage' },
    { shell: 'staff', path: '/admin/imports', load: () => import('./pages/ImportsPage'), title: 'patients_imports:imports.title', needs: 'patient.import' },
    { shell: 'staff', path: '/admin/imports/$importId', load: () => import('./pages/ImportPage'), title: 'patients_imports:imports.title', needs: 'patient.import' },
    { shell: 'staff', path: '/privacy/erasures', load: () => import('./pages/ErasuresPage'), title: 'patients_erasure:title', needs: 'erasure.confirm' },
    { shell: 'staff', path: '/privacy/erasures/$erasureId', load: () => import('./pages/ErasurePage'), title: 'patients_erasure:title', needs: 'erasure.confirm' },
  ],
  places: [
    { shell: 'staff', to: '/patients', label: 'patients:nav.patients', icon: UsersRound, order: 30, needs: 'patient.read' },
    { shell: 'staff', to: '/privacy/erasures', label: 'patients_erasure:title', icon: Eraser, order: 85, needs: 'erasure.confirm' },
  ],
  commands: [{ id: 'patient-new', label: 'patients:new.title', icon: UserPlus, to: '/patients/new', needs: 'patient.write' },
    { id: 'registration', label: 'patients:rules.title', to: '/admin/registration', needs: 'registration.manage', keywords: 'numbers fields consent minors ages' },
    { id: 'imports', label: 'patients_imports:imports.title', to: '/admin/imports', needs: 'patient.import', keywords: 'import csv excel migrate' }],
  slots: { 'patient.side': [{ order: 20, load: () => import('./components/Onboarding'), needs: 'patient.write' }, { order: 90, load: () => import('./components/LegalHold'), needs: 'erasure.manage' }] },
  tasks: { assign_clinician: { load: () => import('./components/AssignClinician') }, compare_identity: { load: () => import('./components/CompareIdentity') } },
  search: { needs: 'patient.read', find: async (words, signal) => (await import('./api/find')).find(words, signal) },
  live: {
    PatientRegistered: [['patients']],
    OnboardingChanged: [['onboarding']],
    CareChanged: [['patients']],
    PatientsMerged: [['patients'], ['merges']],
    ImportChanged: [['imports'], ['patients', 'list']],
  },
});
