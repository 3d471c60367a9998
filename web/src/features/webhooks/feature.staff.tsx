/** Telling other systems of pathways: webhooks, their secrets, and what became of each delivery. */
import { defineFeature } from '@/app/feature';
import { live } from './live';

export default defineFeature({
  name: 'webhooks',
  routes: [
    { shell: 'staff', path: '/pathways/webhooks', load: () => import('./pages/WebhooksPage'), needs: 'webhook.manage', title: 'webhooks:title' },
    { shell: 'staff', path: '/pathways/webhooks/$id', load: () => import('./pages/WebhookPage'), needs: 'webhook.manage', title: 'webhooks:title' },
  ],
  commands: [
    { id: 'webhooks', label: 'webhooks:title', to: '/pathways/webhooks', needs: 'webhook.manage', keywords: 'webhook notify other system integration secret endpoint' },
  ],
  slots: { 'pathways.actions': [{ order: 20, load: () => import('./components/WebhooksLink'), needs: 'webhook.manage' }] },
  live,
});
