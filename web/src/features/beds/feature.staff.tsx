/** Wards, beds and stays: simple screens for the admission pathway. */
import { BedDouble } from 'lucide-react';
import { defineFeature } from '@/app/feature';

const changed = [['wards'], ['stays']];

export default defineFeature({
  name: 'beds',
  routes: [
    { shell: 'staff', path: '/wards', load: () => import('./pages/WardsPage'), needs: 'bed.read', title: 'beds:wards.title' },
    { shell: 'staff', path: '/hospital/wards', load: () => import('./pages/WardPlanPage'), needs: 'staff.manage', title: 'beds:plan.title' },
    { shell: 'staff', path: '/stays/$id', load: () => import('./pages/StayPage'), needs: 'bed.manage', title: 'beds:stay.title' },
  ],
  places: [{ shell: 'staff', to: '/wards', label: 'beds:nav.wards', icon: BedDouble, order: 40, needs: 'bed.read', roles: ['doctor', 'nurse', 'receptionist'] }],
  commands: [{ id: 'ward-plan', label: 'beds:plan.title', icon: BedDouble, to: '/hospital/wards', needs: 'staff.manage', keywords: 'ward bed open rename department' }],
  slots: { 'patient.side': [{ order: 60, load: () => import('./components/RequestAdmission'), needs: 'bed.manage' }] },
  tasks: { assign_bed: { load: () => import('./components/AssignBed'), icon: BedDouble } },
  live: { WardChanged: changed, BedChanged: changed, StayChanged: changed, TransferChanged: changed },
});
