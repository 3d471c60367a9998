/** The bell, web push for this browser, and the mailbox that keeps e-mail instead of sending it. */
import { Mailbox } from 'lucide-react';
import { defineFeature } from '@/app/feature';

const bell = { order: 10, load: () => import('./components/Bell'), needs: 'notification.read' };
const changed = [['notifications']];

export default defineFeature({
  name: 'notifications',
  routes: [
    { shell: 'patient', path: '/my/notifications', load: () => import('./pages/NotificationsPage'), needs: 'notification.read', title: 'notifications:title' },
    { shell: 'staff', path: '/notifications', load: () => import('./pages/NotificationsPage'), needs: 'notification.read', title: 'notifications:title' },
    { shell: 'staff', path: '/mailbox', load: () => import('./pages/MailboxPage'), needs: 'mailbox.read', title: 'notifications:mailbox.title' },
  ],
  places: [{ shell: 'staff', to: '/mailbox', label: 'notifications:nav.mailbox', icon: Mailbox, order: 90, needs: 'mailbox.read' }],
  slots: {
    'staff.topbar': [bell],
    'patient.topbar': [bell],
    account: [{ order: 40, load: () => import('./components/PushSwitch'), needs: 'notification.read' }],
  },
  live: { NotificationAdded: changed, NotificationsRead: changed },
});
