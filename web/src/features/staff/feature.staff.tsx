/** The people who work here and what they may do; the hospital's own details. */
import { Building2, IdCard, UserPlus } from 'lucide-react';
import { defineFeature } from '@/app/feature';

const text = (value: unknown) => (typeof value === 'string' ? value.slice(0, 100) : '');

export default defineFeature({
  name: 'staff',
  routes: [
    { shell: 'staff', path: '/people', load: () => import('./pages/PeoplePage'), title: 'staff:people.title', needs: 'user.manage', search: (raw) => ({ search: text(raw.search), role: text(raw.role) }) },
    { shell: 'staff', path: '/people/new', load: () => import('./pages/NewPersonPage'), title: 'staff:new.title', needs: 'staff.manage' },
    { shell: 'staff', path: '/people/$userId', load: () => import('./pages/PersonPage'), title: 'staff:person.title', needs: 'user.manage' },
    { shell: 'staff', path: '/hospital', load: () => import('./pages/HospitalPage'), title: 'staff:hospital.title', needs: 'staff.manage' },
  ],
  places: [{ shell: 'staff', to: '/people', label: 'staff:nav.people', icon: IdCard, order: 60, needs: 'user.manage' }],
  commands: [
    { id: 'person-new', label: 'staff:new.title', icon: UserPlus, to: '/people/new', needs: 'staff.manage' },
    { id: 'hospital', label: 'staff:hospital.title', icon: Building2, to: '/hospital', needs: 'staff.manage' },
  ],
  live: {
    PlaceChanged: [['departments'], ['facilities'], ['rooms'], ['equipment'], ['specialties']],
    StaffLeaveChanged: [['leave'], ['roster']],
    RosterChanged: [['roster']],
    LicenceExpiring: [['credentials']],
  },
});
