/** Of identity, what only the staff opens: who may what, emergency access and its review. */
import { KeyRound, Siren } from 'lucide-react';
import { defineFeature } from '@/app/feature';

const access = () => import('./pages/AccessPages');
const glass = () => import('./pages/GlassPages');

export default defineFeature({
  name: 'identity',
  routes: [
    { shell: 'staff', path: '/access/roles', load: access, title: 'identity:roles.title', needs: 'user.manage' },
    { shell: 'staff', path: '/access/rules', load: access, title: 'identity:rules.title', needs: 'user.manage' },
    { shell: 'staff', path: '/access/limits', load: access, title: 'identity:limits.title', needs: 'user.manage' },
    { shell: 'staff', path: '/access/services', load: access, title: 'identity:services.title', needs: 'user.manage' },
    { shell: 'staff', path: '/access/apps', load: access, title: 'identity:apps.title', needs: 'user.manage' },
    { shell: 'staff', path: '/emergency-access', load: glass, title: 'identity:glass.title', needs: 'glass.break' },
    { shell: 'staff', path: '/privacy/glass', load: glass, title: 'identity:review.title', needs: 'glass.review' },
    { shell: 'staff', path: '/privacy/glass/$glassId', load: glass, title: 'identity:review.one', needs: 'glass.review' },
  ],
  places: [
    { shell: 'staff', to: '/privacy/glass', label: 'identity:nav.glass', icon: Siren, order: 20, needs: 'glass.review' },
    { shell: 'staff', to: '/access/roles', label: 'identity:nav.access', icon: KeyRound, order: 62, needs: 'user.manage' },
  ],
  commands: [
    { id: 'emergency-access', label: 'identity:glass.title', icon: Siren, to: '/emergency-access', needs: 'glass.break', keywords: 'break glass record' },
  ],
  slots: {
    'person.access': [{ order: 10, load: () => import('./components/PersonAccess'), needs: 'user.manage' }],
    'person.departments': [{ order: 10, load: () => import('./components/PersonDepartments'), needs: 'user.manage' }],
    'patient.side': [{ order: 80, load: () => import('./components/RecordAccess'), needs: 'label.set' }],
  },
});
