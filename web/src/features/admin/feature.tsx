/** For administrators: the health of every part, and the audit trail. */
import { Activity, ScrollText } from 'lucide-react';
import { defineFeature } from '@/app/feature';

const text = (value: unknown) => (typeof value === 'string' && value.length <= 80 ? value : undefined);

export default defineFeature({
  name: 'admin',
  routes: [
    { shell: 'staff', path: '/admin/health', load: () => import('./pages/HealthPage'), needs: 'health.read', title: 'admin:health.title' },
    {
      shell: 'staff', path: '/admin/audit', load: () => import('./pages/AuditPage'), needs: 'audit.read', title: 'admin:audit.title',
      search: (raw) => ({ action: text(raw.action), entity: text(raw.entity), outcome: text(raw.outcome), patient: text(raw.patient), actor: text(raw.actor) }),
    },
  ],
  places: [
    { shell: 'staff', to: '/admin/health', label: 'admin:nav.health', icon: Activity, order: 90, needs: 'health.read' },
    { shell: 'staff', to: '/admin/audit', label: 'admin:nav.audit', icon: ScrollText, order: 92, needs: 'audit.read' },
  ],
  commands: [
    { id: 'health', label: 'admin:nav.health', to: '/admin/health', needs: 'health.read', keywords: 'status queues' },
    { id: 'audit', label: 'admin:nav.audit', to: '/admin/audit', needs: 'audit.read', keywords: 'log trail privacy' },
  ],
});
