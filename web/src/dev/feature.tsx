/** Development only: every component in one place, at `/dev/gallery` (staff) and `/my/gallery` (patient). Not in the build. */
import { Boxes, CalendarDays, ClipboardList, Receipt, Users } from 'lucide-react';
import { defineFeature } from '@/app/feature';

export default defineFeature({
  name: 'dev',
  routes: [
    { shell: 'staff', path: '/dev/gallery', load: () => import('./GalleryPage') },
    { shell: 'patient', path: '/my/gallery', load: () => import('./PatientGalleryPage') },
    { shell: 'staff', path: '/dev/work', load: () => import('./GalleryPage') },
  ],
  places: [
    { shell: 'staff', to: '/dev/gallery', label: 'Gallery', icon: Boxes, order: 900 },
    ...(import.meta.env.VITE_PLACES ? [
      { shell: 'staff' as const, to: '/dev/work', label: 'My work', icon: ClipboardList, order: 1, useCount: () => 3 },
      { shell: 'staff' as const, to: '/dev/patients', label: 'Patients', icon: Users, order: 2 },
      { shell: 'patient' as const, to: '/my/visits', label: 'Visits', icon: CalendarDays, order: 20 },
      { shell: 'patient' as const, to: '/my/bills', label: 'Bills', icon: Receipt, order: 30, useCount: () => 1 },
    ] : []),
  ],
});
