/** The people who work here and what they may do; the hospital's own details. */
import { Building2, CalendarCheck2, CalendarRange, IdCard, PhoneCall, ShieldAlert, UserPlus } from 'lucide-react';
import { defineFeature } from '@/app/feature';

const text = (value: unknown) => (typeof value === 'string' ? value.slice(0, 100) : '');

export default defineFeature({
  name: 'staff',
  routes: [
    { shell: 'staff', path: '/people', load: () => import('./pages/PeoplePage'), title: 'staff:people.title', needs: 'user.manage', search: (raw) => ({ search: text(raw.search), role: text(raw.role) }) },
    { shell: 'staff', path: '/people/new', load: () => import('./pages/NewPersonPage'), title: 'staff:new.title', needs: 'staff.manage' },
    { shell: 'staff', path: '/people/$userId', load: () => import('./pages/PersonPage'), title: 'staff:person.title', needs: 'user.manage' },
    { shell: 'staff', path: '/my-duty', load: () => import('./pages/MyDutyPage'), title: 'staff:duty.title', needs: 'duty.own' },
    { shell: 'staff', path: '/my-profile', load: () => import('./pages/MyProfilePage'), title: 'staff:record.mine', needs: 'duty.own' },
    { shell: 'staff', path: '/rota', load: () => import('./pages/RotaPage'), title: 'staff:rota.title', needs: 'duty.own', search: (raw) => ({ department: text(raw.department), week: text(raw.week) }) },
    { shell: 'staff', path: '/on-call', load: () => import('./pages/OnCallPage'), title: 'staff:oncall.title', needs: 'duty.own' },
    { shell: 'staff', path: '/leave', load: () => import('./pages/LeavePage'), title: 'staff:leave.decide_title', needs: 'duty.own' },
    { shell: 'staff', path: '/credentials', load: () => import('./pages/CredentialsPage'), title: 'staff:credentials.title', needs: 'staff.manage' },
    { shell: 'staff', path: '/incident-reports', load: () => import('./pages/IncidentsPage'), title: 'staff:incident.title', needs: 'incident.report' },
    { shell: 'staff', path: '/hospital/places', load: () => import('./pages/PlacesPage'), title: 'staff:places.title', needs: 'staff.manage' },
    { shell: 'staff', path: '/hospital', load: () => import('./pages/HospitalPage'), title: 'staff:hospital.title', needs: 'staff.manage' },
  ],
  places: [
    { shell: 'staff', to: '/people', label: 'staff:nav.people', icon: IdCard, order: 60, needs: 'user.manage' },
    { shell: 'staff', to: '/my-duty', label: 'staff:nav.duty', icon: CalendarCheck2, order: 70, needs: 'duty.own' },
    { shell: 'staff', to: '/rota', label: 'staff:nav.rota', icon: CalendarRange, order: 72, needs: 'duty.own' },
    { shell: 'staff', to: '/incident-reports', label: 'staff:incident.nav', icon: ShieldAlert, order: 76, needs: 'incident.report', aside: ['nurse', 'doctor', 'receptionist'] },
    { shell: 'staff', to: '/on-call', label: 'staff:nav.on_call', icon: PhoneCall, order: 74, needs: 'duty.own' },
  ],
  commands: [
    { id: 'person-new', label: 'staff:new.title', icon: UserPlus, to: '/people/new', needs: 'staff.manage' },
    { id: 'incident-report', label: 'staff:incident.report', icon: ShieldAlert, to: '/incident-reports', needs: 'incident.report', keywords: 'near miss error mistake fall safety anonymous' },
    { id: 'my-profile', label: 'staff:record.mine', to: '/my-profile', needs: 'duty.own', keywords: 'licence employment privileges credentials' },
    { id: 'leave', label: 'staff:leave.decide_title', to: '/leave', needs: 'duty.own', keywords: 'holiday vacation swap approve' },
    { id: 'credentials', label: 'staff:credentials.title', to: '/credentials', needs: 'staff.manage', keywords: 'licence expiry' },
    { id: 'places', label: 'staff:places.title', to: '/hospital/places', needs: 'staff.manage', keywords: 'departments rooms equipment devices specialties hours' },
    { id: 'hospital', label: 'staff:hospital.title', icon: Building2, to: '/hospital', needs: 'staff.manage' },
  ],
  tasks: {
    review_incident: { load: () => import('./components/IncidentTask'), icon: ShieldAlert },
    take_measures: { load: () => import('./components/IncidentTask'), icon: ShieldAlert },
  },
  slots: {
    'clinician.mark': [{ order: 10, load: () => import('./components/LicenceMark'), needs: 'duty.own' }],
    'work.beside': [{ order: 20, load: () => import('./components/DutyCard'), needs: 'duty.own' }],
  },
  live: {
    PlaceChanged: [['departments'], ['facilities'], ['rooms'], ['equipment'], ['specialties']],
    StaffLeaveChanged: [['leave'], ['roster'], ['staff-record']],
    StaffRecordChanged: [['staff-record'], ['credentials']],
    ShiftSwapChanged: [['swaps'], ['roster']],
    OnCallChanged: [['on-call'], ['roster']],
    BookingsStranded: [['displaced'], ['closures']],
    RosterChanged: [['roster']],
    IncidentReportChanged: [['incident-reports']],
    LicenceExpiring: [['credentials']],
  },
});
