/** The laboratory: orders in the chart, the laboratory's own list, and the tasks of an order. */
import { TestTubes } from 'lucide-react';
import { defineFeature } from '@/app/feature';

const task = { load: () => import('./components/OrderTask'), icon: TestTubes };

export default defineFeature({
  name: 'lab',
  routes: [{ shell: 'staff', path: '/laboratory', load: () => import('./pages/LaboratoryPage'), needs: 'order.work', title: 'lab:laboratory.title' }],
  places: [{ shell: 'staff', to: '/laboratory', label: 'lab:laboratory.title', icon: TestTubes, order: 47, needs: 'order.work' }],
  slots: {
    'patient.main': [{ order: 20, load: () => import('./components/Orders'), needs: 'chart.write' }],
    'chart.side': [{ order: 10, load: () => import('./components/Orders'), needs: 'chart.write' }],
  },
  tasks: { sign_order: task, collect_specimen: task, decide_order: task, enter_result: task, review_result: task, overdue_result: task },
  live: { ServiceRequestChanged: [['service-requests']], DiagnosticReportChanged: [['service-requests']] },
});
