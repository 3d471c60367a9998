/** The worklist (clinicians' and clerks' home), tasks, cases and pathways. */
import { GitBranch, ListTodo, Workflow } from 'lucide-react';
import { defineFeature } from '@/app/feature';
import { useTaskCount } from './api/counts';
import { caseLive } from './live.staff';

const said = (raw: unknown) => (typeof raw === 'string' ? raw : undefined);

export default defineFeature({
  name: 'workflows',
  routes: [
    { shell: 'staff', path: '/work', load: () => import('./pages/MyWorkPage'), needs: 'task.work', title: 'workflows:work.title' },
    { shell: 'staff', path: '/work/done', load: () => import('./pages/DonePage'), needs: 'task.work', title: 'workflows:done.title' },
    { shell: 'staff', path: '/tasks/$id', load: () => import('./pages/TaskPage'), needs: 'task.work', title: 'workflows:task.title' },
    {
      shell: 'staff', path: '/cases', load: () => import('./pages/CasesPage'), needs: 'case.read', title: 'workflows:cases.title',
      search: (raw) => ({ status: said(raw.status) ?? 'active', process: said(raw.process), element: said(raw.element), step: said(raw.step) }),
    },
    { shell: 'staff', path: '/cases/$id', load: () => import('./pages/CasePage'), needs: 'case.read', title: 'workflows:case.title' },
    { shell: 'staff', path: '/pathways', load: () => import('./pages/ProcessesPage'), needs: 'process.read', title: 'workflows:processes.title' },
    { shell: 'staff', path: '/pathways/$id', load: () => import('./pages/ProcessPage'), needs: 'process.read', title: 'workflows:processes.title' },
  ],
  places: [
    { shell: 'staff', to: '/work', label: 'workflows:nav.work', icon: ListTodo, order: 10, needs: 'task.work', roles: ['doctor', 'nurse', 'billing_clerk', 'receptionist', 'pharmacist', 'lab_technician', 'store_manager'], useCount: useTaskCount },
    { shell: 'staff', to: '/cases', label: 'workflows:nav.cases', icon: Workflow, order: 60, needs: 'case.manage' },
    { shell: 'staff', to: '/pathways', label: 'workflows:nav.pathways', icon: GitBranch, order: 65, needs: 'case.manage' },
  ],
  commands: [
    { id: 'my-work', label: 'workflows:nav.work', to: '/work', needs: 'task.work', keywords: 'tasks queue inbox' },
    { id: 'cases', label: 'workflows:nav.cases', to: '/cases', needs: 'case.read' },
    { id: 'pathways', label: 'workflows:nav.pathways', to: '/pathways', needs: 'process.read', keywords: 'bpmn diagram process' },
  ],
  live: caseLive,
});
