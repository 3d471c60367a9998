/** The patient's own laboratory orders. */
import { defineFeature } from '@/app/feature';

export default defineFeature({
  name: 'lab',
  routes: [{ shell: 'patient', path: '/my/orders', load: () => import('./pages/MyOrdersPage'), needs: 'record.own', title: 'lab:mine.title' }],
  slots: { 'results.before': [{ order: 10, load: () => import('./components/OrdersWaiting'), needs: 'record.own' }] },
  live: { ServiceRequestChanged: [['my', 'service-requests']] },
});
