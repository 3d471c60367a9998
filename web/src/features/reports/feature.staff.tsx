/** Figures of the whole hospital: standing reports, reports of one's role, and the days of the books. */
import { BookCheck, ChartColumn } from 'lucide-react';
import { defineFeature } from '@/app/feature';

const word = (value: unknown) => (typeof value === 'string' && value.length <= 300 ? value : '');

export default defineFeature({
  name: 'reports',
  routes: [
    {
      shell: 'staff', path: '/reports', load: () => import('./pages/ReportsPage'), needs: 'report.read', title: 'reports:title',
      search: (raw) => ({
        subject: word(raw.subject), measures: word(raw.measures), group1: word(raw.group1), group2: word(raw.group2), span: word(raw.span),
        from: word(raw.from), until: word(raw.until), facility_id: word(raw.facility_id), department_id: word(raw.department_id), practitioner_id: word(raw.practitioner_id), payer_id: word(raw.payer_id),
      }),
    },
    { shell: 'staff', path: '/reports/days', load: () => import('./pages/DaysPage'), needs: 'report.money', title: 'reports:days.title', search: (raw) => ({ day: word(raw.day) }) },
  ],
  places: [{ shell: 'staff', to: '/reports', label: 'reports:nav', icon: ChartColumn, order: 68, needs: 'report.read' }],
  commands: [
    { id: 'reports', label: 'reports:title', to: '/reports', icon: ChartColumn, needs: 'report.read', keywords: 'figures statistics no-shows waiting revenue csv pdf' },
    { id: 'days', label: 'reports:days.title', to: '/reports/days', icon: BookCheck, needs: 'report.money', keywords: 'close books reconciliation day end' },
  ],
});
