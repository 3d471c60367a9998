/** The mailbox that keeps e-mail instead of sending it. */
import { Mailbox } from 'lucide-react';
import { defineFeature } from '@/app/feature';

export default defineFeature({
  name: 'notifications',
  routes: [
    { shell: 'staff', path: '/notifications', load: () => import('./pages/NotificationsPage'), needs: 'notification.read', title: 'notifications:title' },
    { shell: 'staff', path: '/mailbox', load: () => import('./pages/MailboxPage'), needs: 'mailbox.read', title: 'notifications:mailbox.title' },
  ],
  places: [{ shell: 'staff', to: '/mailbox', label: 'notifications:nav.mailbox', icon: Mailbox, order: 90, needs: 'mailbox.read' }],
  slots: { 'staff.topbar': [{ order: 10, load: () => import('./components/Bell'), needs: 'notification.read' }] },
});
