/** The patient's to-do list and the steps that a patient does. */
import { defineFeature } from '@/app/feature';
import { taskLive } from './live';

export default defineFeature({
  name: 'workflows',
  routes: [
    { shell: 'patient', path: '/my/tasks/$id', load: () => import('./pages/MyTaskPage'), needs: 'task.work', title: 'workflows:task.title' },
  ],
  slots: { 'patient.home': [{ order: 20, load: () => import('./components/TodoCard'), needs: 'task.work' }] },
  tasks: {
    confirm_details: { load: () => import('./steps/ConfirmDetailsStep') },
    consent: { load: () => import('./steps/ConsentStep') },
    intake: { load: () => import('./steps/IntakeStep') },
  },
  live: taskLive,
});
