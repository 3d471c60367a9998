/** Free times and appointments: booking for patients, the day for the clinic. */
import { CalendarDays, CalendarOff, CalendarPlus, Hourglass } from 'lucide-react';
import { defineFeature } from '@/app/feature';
import type { Fact } from '@/lib/live';
import type { QueryClient } from '@tanstack/react-query';

const text = (value: unknown) => (typeof value === 'string' && value.length <= 100 ? value : undefined);
const day = (value: unknown) => (typeof value === 'string' && /^\d{4}-\d{2}-\d{2}$/.test(value) ? value : undefined);
const kind = (value: unknown) => (value === 'in_person' ? 'in_person' : undefined);
const booking = (raw: Record<string, unknown>) => ({
  specialty: text(raw.specialty), who: text(raw.who), day: day(raw.day), from: day(raw.from), kind: kind(raw.kind), replaces: text(raw.replaces), patient: text(raw.patient),
});

/** The parts that patch lists are loaded with the pages; a fact before that has nothing to patch. */
const later = (name: 'onTaken' | 'onFreed') => (fact: Fact, qc: QueryClient) => void (qc.getQueryCache().findAll({ queryKey: ['slots'] }).length
  && import('./api/slots').then((slots) => slots[name](fact, qc)));

export default defineFeature({
  name: 'scheduling',
  routes: [
    { shell: 'patient', path: '/my/book', load: () => import('./pages/BookPage'), needs: 'appointment.book', title: 'scheduling:book.title', search: booking },
    { shell: 'patient', path: '/my/appointments', load: () => import('./pages/MyAppointmentsPage'), needs: 'appointment.read', title: 'scheduling:mine.title' },
    {
      shell: 'patient', path: '/my/appointments/$id', load: () => import('./pages/MyAppointmentPage'), needs: 'appointment.read', title: 'scheduling:one.title',
      search: (raw) => ({ booked: raw.booked === true || raw.booked === 'true' ? true : undefined }),
    },
    {
      shell: 'staff', path: '/schedule', load: () => import('./pages/SchedulePage'), needs: 'appointment.read', title: 'scheduling:day.title',
      search: (raw) => ({ day: day(raw.day), who: text(raw.who) }),
    },
    { shell: 'staff', path: '/schedule/book', load: () => import('./pages/DeskBookPage'), needs: 'appointment.manage', title: 'scheduling:desk.title', search: booking },
    { shell: 'staff', path: '/schedule/walk-in', load: () => import('./pages/WalkInPage'), needs: 'appointment.manage', title: 'scheduling:walk_in.title' },
    { shell: 'staff', path: '/waitlist', load: () => import('./pages/WaitlistPage'), needs: 'appointment.manage', title: 'scheduling:waitlist.title' },
    { shell: 'staff', path: '/closures', load: () => import('./pages/ClosuresPage'), needs: 'schedule.manage', title: 'scheduling:closures.title' },
    { shell: 'staff', path: '/schedule/hours', load: () => import('./pages/HoursPage'), needs: 'schedule.manage', title: 'scheduling:hours.title' },
    { shell: 'public', path: '/appointment/$token', load: () => import('./pages/LinkPage'), title: 'scheduling:one.title' },
  ],
  places: [
    { shell: 'patient', to: '/my/appointments', label: 'scheduling:nav.mine', icon: CalendarDays, order: 20, needs: 'appointment.read' },
    { shell: 'staff', to: '/schedule', label: 'scheduling:nav.day', icon: CalendarDays, order: 15, needs: 'appointment.read' },
    { shell: 'staff', to: '/waitlist', label: 'scheduling:nav.waitlist', icon: Hourglass, order: 19, needs: 'appointment.manage' },
    { shell: 'staff', to: '/closures', label: 'scheduling:nav.closures', icon: CalendarOff, order: 60, needs: 'schedule.manage' },
  ],
  commands: [
    { id: 'book', label: 'scheduling:commands.book', to: '/schedule/book', icon: CalendarPlus, needs: 'appointment.manage', keywords: 'appointment new slot' },
    { id: 'schedule', label: 'scheduling:nav.day', to: '/schedule', needs: 'appointment.read', keywords: 'day calendar appointments' },
    { id: 'walk-in', label: 'scheduling:walk_in.title', to: '/schedule/walk-in', needs: 'appointment.manage', keywords: 'without appointment' },
    { id: 'hours', label: 'scheduling:hours.title', to: '/schedule/hours', needs: 'schedule.manage', keywords: 'templates weekly availability booking rules policy' },
  ],
  slots: { 'patient.home': [{ order: 5, load: () => import('./components/OfferCards'), needs: 'appointment.book' }, { order: 10, load: () => import('./components/NextVisitCard'), needs: 'appointment.read' }], 'patient.side': [{ order: 10, load: () => import('./components/PatientAppointments'), needs: 'appointment.read' }] },
  live: {
    SlotTaken: later('onTaken'),
    SlotFreed: later('onFreed'),
    AppointmentBooked: [['appointments'], ['board'], ['displaced']],
    AppointmentChanged: [['appointments'], ['board'], ['tickets']],
    AppointmentCancelled: [['appointments'], ['board'], ['displaced']],
    AppointmentDue: 'none',
    AppointmentFeeDue: 'none',
    WaitlistChanged: [['waitlist']],
    SlotOffered: [['offers'], ['waitlist'], ['displaced']],
    OfferAnswered: [['offers'], ['waitlist'], ['displaced']],
    ScheduleChanged: [['slots'], ['hours'], ['closures'], ['holidays'], ['displaced'], ['board']],
  },
});
