/** Video visits for clinicians: who waits, and the call beside the chart. */
import { Armchair, Gauge, Video } from 'lucide-react';
import { defineFeature } from '@/app/feature';

const scopes = ['upcoming', 'past'];
const day = (raw: unknown) => (/^\d{4}-\d\d-\d\d$/.test(String(raw)) ? String(raw) : '');

export default defineFeature({
  name: 'visits',
  routes: [
    { shell: 'staff', path: '/visits/$id', load: () => import('./pages/StaffVisitPage'), needs: 'visit.conduct', title: 'visits:panel.title' },
    {
      shell: 'staff', path: '/visits', load: () => import('./pages/VisitsPage'), needs: 'visit.conduct', title: 'visits:list.title',
      search: (raw) => ({ scope: scopes.includes(String(raw.scope)) ? raw.scope : 'upcoming' }),
    },
    {
      shell: 'staff', path: '/waiting-rooms', load: () => import('./pages/WaitingRoomsPage'), needs: 'waiting.work', title: 'visits:rooms.title',
      search: (raw) => ({ department: typeof raw.department === 'string' ? raw.department : '' }),
    },
    {
      shell: 'staff', path: '/visit-quality', load: () => import('./pages/QualityPage'), needs: 'report.read', title: 'visits:calls.title',
      search: (raw) => ({ since: day(raw.since), until: day(raw.until) }),
    },
  ],
  places: [{ shell: 'staff', to: '/visit-quality', label: 'visits:calls.title', icon: Gauge, order: 69, needs: 'report.read' }, { shell: 'staff', to: '/waiting-rooms', label: 'visits:rooms.title', icon: Armchair, order: 21, needs: 'waiting.work' }, { shell: 'staff', to: '/visits', label: 'visits:list.title', icon: Video, order: 20, needs: 'visit.conduct' }],
  commands: [{ id: 'waiting-rooms', label: 'visits:rooms.title', to: '/waiting-rooms', needs: 'waiting.work', keywords: 'video line late sign' }, { id: 'visits', label: 'visits:list.title', to: '/visits', needs: 'visit.conduct', keywords: 'video waiting room call' }],
  slots: {
    'work.top': [{ order: 10, load: () => import('./components/WaitingStrip'), needs: 'visit.conduct' }],
    'staff.topbar': [{ order: 5, load: () => import('./components/CallDock'), needs: 'visit.conduct' }],
  },
  tasks: { consultation: { to: (task) => (typeof task.subject.visit_id === 'string' ? `/visits/${task.subject.visit_id}` : typeof task.subject.encounter_id === 'string' ? `/encounters/${task.subject.encounter_id}?task=${task.id}` : undefined), icon: Video } },
});
