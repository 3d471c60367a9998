/** Free times and appointments: booking for patients. */
import { CalendarDays, Search } from 'lucide-react';
import { defineFeature } from '@/app/feature';
import type { Fact } from '@/lib/live';
import type { QueryClient } from '@tanstack/react-query';
import { booking, doctors } from './search';

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
    { shell: 'patient', path: '/my/doctors', load: () => import('./pages/DoctorsPage'), needs: 'appointment.book', title: 'scheduling:doctors.title', search: doctors },
    { shell: 'patient', path: '/my/doctors/$id', load: () => import('./pages/DoctorPage'), needs: 'appointment.book', title: 'scheduling:doctors.one' },
    { shell: 'public', path: '/doctors', load: () => import('./pages/PublicDoctorsPage'), title: 'scheduling:doctors.title', search: doctors },
    { shell: 'public', path: '/doctors/$id', load: () => import('./pages/PublicDoctorPage'), title: 'scheduling:doctors.one' },
    { shell: 'public', path: '/appointment/$token', load: () => import('./pages/LinkPage'), title: 'scheduling:one.title' },
  ],
  places: [
    { shell: 'patient', to: '/my/appointments', label: 'scheduling:nav.mine', icon: CalendarDays, order: 20, needs: 'appointment.read' },
    { shell: 'patient', to: '/my/doctors', label: 'scheduling:doctors.title', icon: Search, order: 42, needs: 'appointment.book' },
  ],
  slots: {
    'patient.home': [
      { order: 5, load: () => import('./components/OfferCards'), needs: 'appointment.book' },
      { order: 10, load: () => import('./components/NextVisitCard'), needs: 'appointment.read' },
    ],
  },
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
