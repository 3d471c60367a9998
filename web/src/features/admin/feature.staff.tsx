/** For administrators: what needs somebody, everything that can be set, the health of every part, the audit trail. */
import { Activity, Coins, FileJson, ListChecks, Mail, RotateCcw, ScrollText, ShieldAlert, ToggleRight } from 'lucide-react';
import { defineFeature } from '@/app/feature';

const text = (value: unknown) => (typeof value === 'string' && value.length <= 80 ? value : undefined);

export default defineFeature({
  name: 'admin',
  routes: [
    { shell: 'staff', path: '/admin', load: () => import('./pages/HubPage'), needs: 'health.read', title: 'admin:hub.title' },
    { shell: 'staff', path: '/admin/setup', load: () => import('./pages/SetupPage'), needs: 'setting.manage', title: 'admin:setup.title' },
    { shell: 'staff', path: '/admin/jobs', load: () => import('./pages/JobsPage'), needs: 'job.manage', title: 'admin:jobs.title' },
    { shell: 'staff', path: '/admin/prices', load: () => import('./pages/PricesPage'), needs: 'price.manage', title: 'admin:prices.title' },
    { shell: 'staff', path: '/admin/switches', load: () => import('./pages/SwitchesPage'), needs: 'setting.manage', title: 'admin:switches.title' },
    { shell: 'staff', path: '/admin/messages', load: () => import('./pages/MessagesPage'), needs: 'setting.manage', title: 'admin:messages.title' },
    { shell: 'staff', path: '/admin/configuration', load: () => import('./pages/ConfigurationPage'), needs: 'setting.manage', title: 'admin:configuration.title' },
    { shell: 'staff', path: '/admin/health', load: () => import('./pages/HealthPage'), needs: 'health.read', title: 'admin:health.title' },
    {
      shell: 'staff', path: '/admin/audit', load: () => import('./pages/AuditPage'), needs: 'audit.read', title: 'admin:audit.title',
      search: (raw) => ({ action: text(raw.action), entity: text(raw.entity), outcome: text(raw.outcome), patient: text(raw.patient), actor: text(raw.actor) }),
    },
  ],
  places: [
    { shell: 'staff', to: '/admin', label: 'admin:nav.hub', icon: ShieldAlert, order: 5, needs: 'setting.manage' },
    { shell: 'staff', to: '/admin/health', label: 'admin:nav.health', icon: Activity, order: 90, needs: 'health.read' },
    { shell: 'staff', to: '/admin/audit', label: 'admin:nav.audit', icon: ScrollText, order: 92, needs: 'audit.read' },
  ],
  commands: [
    { id: 'hub', label: 'admin:hub.title', icon: ShieldAlert, to: '/admin', needs: 'health.read', keywords: 'attention problems setup' },
    { id: 'setup', label: 'admin:setup.title', icon: ListChecks, to: '/admin/setup', needs: 'setting.manage', keywords: 'guided new hospital first steps' },
    { id: 'jobs', label: 'admin:jobs.title', icon: RotateCcw, to: '/admin/jobs', needs: 'job.manage', keywords: 'dead jobs retry background' },
    { id: 'prices', label: 'admin:prices.title', icon: Coins, to: '/admin/prices', needs: 'price.manage', keywords: 'charge master fees' },
    { id: 'switches', label: 'admin:switches.title', icon: ToggleRight, to: '/admin/switches', needs: 'setting.manage', keywords: 'settings features on off' },
    { id: 'messages', label: 'admin:messages.title', icon: Mail, to: '/admin/messages', needs: 'setting.manage', keywords: 'templates letters e-mail' },
    { id: 'configuration', label: 'admin:configuration.title', icon: FileJson, to: '/admin/configuration', needs: 'setting.manage', keywords: 'import export settings' },
    { id: 'health', label: 'admin:nav.health', to: '/admin/health', needs: 'health.read', keywords: 'status queues' },
    { id: 'audit', label: 'admin:nav.audit', to: '/admin/audit', needs: 'audit.read', keywords: 'log trail privacy' },
  ],
});
