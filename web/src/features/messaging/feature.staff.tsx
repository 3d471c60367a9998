/** Messages for the staff: the inbox, conversations in the chart and beside a task, tasks made of messages. */
import { MessageSquarePlus, MessagesSquare } from 'lucide-react';
import { defineFeature } from '@/app/feature';
import { useUnread } from './api/counts';

const text = (value: unknown) => (typeof value === 'string' || typeof value === 'number' ? String(value).slice(0, 60) : undefined);
const search = (raw: Record<string, unknown>) => ({ view: text(raw.view), new: text(raw.new), patient: text(raw.patient), task: text(raw.task) });

export default defineFeature({
  name: 'messaging',
  routes: [
    { shell: 'staff', path: '/messages', load: () => import('./pages/MessagesPage'), needs: 'message.answer', title: 'messaging:title', search },
    { shell: 'staff', path: '/messages/$threadId', load: () => import('./pages/MessagesPage'), needs: 'message.answer', title: 'messaging:title', search },
  ],
  places: [{ shell: 'staff', to: '/messages', label: 'messaging:title', icon: MessagesSquare, order: 14, needs: 'message.answer', aside: ['privacy_officer', 'auditor', 'team_lead', 'lab_technician', 'store_manager', 'pharmacist'], useCount: useUnread }],
  commands: [{ id: 'message-new', label: 'messaging:new.title', icon: MessageSquarePlus, to: '/messages?new=1', needs: 'message.answer' }],
  slots: {
    'work.beside': [{ order: 10, load: () => import('./components/LatestThreads'), needs: 'message.answer' }],
    'patient.today': [{ order: 15, load: () => import('./components/PatientThreads'), needs: 'message.answer' }],
    'task.talk': [{ order: 40, load: () => import('./components/TaskThreads'), needs: 'message.answer' }],
  },
  tasks: { follow_up: { load: () => import('./components/FollowUpTask') } },
});
