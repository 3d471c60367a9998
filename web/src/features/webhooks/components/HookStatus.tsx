import { useTranslation } from 'react-i18next';
import { StatusBadge } from '@/components/ui/StatusBadge';
import type { Webhook } from '../api/webhooks';

/** How a webhook does, in a word. */
export function HookStatus({ hook }: { hook: Webhook }) {
  const { t } = useTranslation('webhooks');
  if (hook.status === 'paused') return <StatusBadge tone="neutral" label={t('status.paused')} />;
  if (hook.resting_until && new Date(hook.resting_until) > new Date()) return <StatusBadge tone="attention" label={t('status.resting')} />;
  return hook.dead ? <StatusBadge tone="problem" label={t('status.dead', { count: hook.dead })} /> : <StatusBadge tone="done" label={t('status.active')} />;
}
