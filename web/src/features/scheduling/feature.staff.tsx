/** The day for the clinic: the schedule, booking at the desk, the waiting list, hours and closures. */
import { CalendarDays, CalendarOff, CalendarPlus, Hourglass } from 'lucide-react';
import { defineFeature } from '@/app/feature';
import { booking, day, status, text } from './search';

export default defineFeature({
  name: 'scheduling',
  routes: [
    {
      shell: 'staff', path: '/schedule', load: () => import('./pages/SchedulePage'), needs: 'appointment.read', title: 'scheduling:day.title',
      search: (raw) => ({ day: day(raw.day), who: text(raw.who), status: status(raw.status), view: raw.view === 'week' ? 'week' as const : undefined }),
    },
    { shell: 'staff', path: '/schedule/book', load: () => import('./pages/DeskBookPage'), needs: 'appointment.manage', title: 'scheduling:desk.title', search: booking },
    { shell: 'staff', path: '/schedule/walk-in', load: () => import('./pages/WalkInPage'), needs: 'appointment.manage', title: 'scheduling:walk_in.title' },
    {
      shell: 'staff', path: '/schedule/overbook', load: () => import('./pages/OverbookPage'), needs: 'appointment.overbook', title: 'scheduling:over.title',
      search: (raw) => ({ patient: text(raw.patient), who: text(raw.who), day: day(raw.day) }),
    },
    { shell: 'staff', path: '/appointments/$id', load: () => import('./pages/AppointmentPage'), needs: 'appointment.read', title: 'scheduling:visit.title' },
    { shell: 'staff', path: '/waitlist', load: () => import('./pages/WaitlistPage'), needs: 'appointment.manage', title: 'scheduling:waitlist.title' },
    { shell: 'staff', path: '/closures', load: () => import('./pages/ClosuresPage'), needs: 'schedule.manage', title: 'scheduling:closures.title' },
    { shell: 'staff', path: '/schedule/hours', load: () => import('./pages/HoursPage'), needs: 'schedule.manage', title: 'scheduling:hours.title' },
  ],
  places: [
    { shell: 'staff', to: '/schedule', label: 'scheduling:nav.day', icon: CalendarDays, order: 15, needs: 'appointment.read', aside: ['nurse'] },
    { shell: 'staff', to: '/waitlist', label: 'scheduling:nav.waitlist', icon: Hourglass, order: 19, needs: 'appointment.manage' },
    { shell: 'staff', to: '/closures', label: 'scheduling:nav.closures', icon: CalendarOff, order: 76, needs: 'schedule.manage' },
  ],
  commands: [
    { id: 'book', label: 'scheduling:commands.book', to: '/schedule/book', icon: CalendarPlus, needs: 'appointment.manage', keywords: 'appointment new slot' },
    { id: 'schedule', label: 'scheduling:nav.day', to: '/schedule', needs: 'appointment.read', keywords: 'day calendar appointments' },
    { id: 'walk-in', label: 'scheduling:walk_in.title', to: '/schedule/walk-in', needs: 'appointment.manage', keywords: 'without appointment' },
    { id: 'overbook', label: 'scheduling:over.title', to: '/schedule/overbook', needs: 'appointment.overbook', keywords: 'double squeeze in urgent' },
    { id: 'hours', label: 'scheduling:hours.title', to: '/schedule/hours', needs: 'schedule.manage', keywords: 'templates weekly availability booking rules policy' },
  ],
  slots: {
    'patient.today': [{ order: 10, load: () => import('./components/PatientAppointments'), needs: 'appointment.read' }],
    'calendar.feed': [{ order: 10, load: () => import('./components/DutyFeed'), needs: 'duty.own' }],
  },
});
