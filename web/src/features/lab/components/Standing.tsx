/** Where an order stands, and how soon it is wanted. */
import { useTranslation } from 'react-i18next';
import { StatusBadge, UrgencyBadge, type Tone } from '@/components/ui/StatusBadge';
import type { OrderRow } from '../api/orders';

const TONES: Record<string, Tone> = { sign: 'attention', collect: 'active', result: 'active', review: 'attention', reviewed: 'done', revoked: 'neutral' };

export function Standing({ row }: { row: Pick<OrderRow, 'stage' | 'priority'> }) {
  const { t } = useTranslation('lab');
  const over = row.stage === 'reviewed' || row.stage === 'revoked';
  return (
    <span>
      <StatusBadge tone={TONES[row.stage] ?? 'neutral'} label={t(`stage.${row.stage}` as 'stage.sign')} />{' '}
      {row.priority === 'routine' || over ? null : <UrgencyBadge level={row.priority === 'stat' ? 'critical' : 'urgent'} label={t(`priority.${row.priority}` as 'priority.stat')} />}
    </span>
  );
}
