/** Messages between a patient and the people who take care of him; what the rail and the facts need is here, the rest is lazy. */
import { MessagesSquare } from 'lucide-react';
import { defineFeature } from '@/app/feature';
import { useUnread } from './api/counts';
import { live } from './live';

const text = (value: unknown) => (typeof value === 'string' || typeof value === 'number' ? String(value).slice(0, 60) : undefined);

export default defineFeature({
  name: 'messaging',
  routes: [
    { shell: 'patient', path: '/my/messages', load: () => import('./pages/MyMessagesPage'), needs: 'message.write', title: 'messaging:title' },
    { shell: 'patient', path: '/my/messages/new', load: () => import('./pages/NewMyMessagePage'), needs: 'message.write', title: 'messaging:new.title', search: (raw) => ({ topic: text(raw.topic), subject: text(raw.subject) }) },
    { shell: 'patient', path: '/my/messages/$threadId', load: () => import('./pages/MyThreadPage'), needs: 'message.write', title: 'messaging:title' },
  ],
  places: [{ shell: 'patient', to: '/my/messages', label: 'messaging:title', icon: MessagesSquare, order: 22, needs: 'message.write', useCount: useUnread }],
  slots: {
    'patient.home': [{ order: 12, load: () => import('./components/UnreadCard'), needs: 'message.write' }],
    frame: [{ order: 50, load: () => import('./components/Sender'), needs: 'message.write' }],
  },
  live,
});
