/** The bell, and web push for this browser. */
import { defineFeature } from '@/app/feature';

const changed = [['notifications']];

export default defineFeature({
  name: 'notifications',
  routes: [
    { shell: 'patient', path: '/my/notifications', load: () => import('./pages/NotificationsPage'), needs: 'notification.read', title: 'notifications:title' },
  ],
  slots: {
    'patient.topbar': [{ order: 10, load: () => import('./components/Bell'), needs: 'notification.read' }],
    'patient.home': [{ order: 95, load: () => import('./components/InstallHint'), needs: 'notification.read' }],
    account: [
      { order: 40, load: () => import('./components/PushSwitch'), needs: 'notification.read' },
      { order: 39, load: () => import('./components/InstallApp'), needs: 'notification.read' },
      { order: 42, load: () => import('./components/HowToTell'), needs: 'notification.read' },
    ],
  },
  live: { NotificationAdded: changed, NotificationsRead: changed },
});
