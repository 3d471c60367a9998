/** The front desk: the day, arrivals, queues, and screens that stand in public places. */
import { LayoutList, MonitorSmartphone, Users } from 'lucide-react';
import { defineFeature } from '@/app/feature';

const day = (value: unknown) => (typeof value === 'string' && /^\d{4}-\d{2}-\d{2}$/.test(value) ? value : undefined);

export default defineFeature({
  name: 'frontdesk',
  routes: [
    { shell: 'staff', path: '/board', load: () => import('./pages/BoardPage'), needs: 'appointment.manage', title: 'frontdesk:board.title', search: (raw) => ({ day: day(raw.day), view: raw.view === 'calendar' ? 'calendar' : undefined }) },
    { shell: 'staff', path: '/queue', load: () => import('./pages/QueuePage'), needs: 'queue.work', title: 'frontdesk:queue.title' },
    { shell: 'staff', path: '/queue/setup', load: () => import('./pages/SetupPage'), needs: 'queue.manage', title: 'frontdesk:setup.title' },
    { shell: 'public', path: '/display', load: () => import('./pages/DisplayPage'), title: 'frontdesk:display.title' },
    { shell: 'public', path: '/kiosk', load: () => import('./pages/KioskPage'), title: 'frontdesk:kiosk.title' },
  ],
  places: [
    { shell: 'staff', to: '/board', label: 'frontdesk:nav.board', icon: LayoutList, order: 12, needs: 'appointment.manage' },
    { shell: 'staff', to: '/queue', label: 'frontdesk:nav.queue', icon: Users, order: 18, needs: 'queue.work', aside: ['nurse'] },
  ],
  commands: [
    { id: 'board', label: 'frontdesk:board.title', to: '/board', needs: 'appointment.manage', keywords: 'day reception arrivals' },
    { id: 'queue-setup', label: 'frontdesk:setup.title', to: '/queue/setup', icon: MonitorSmartphone, needs: 'queue.manage', keywords: 'display kiosk screen desk room' },
  ],
  slots: {
    'patient.today': [{ order: 25, load: () => import('./components/InsuranceCards'), needs: 'coverage.write' }],
  },
});
