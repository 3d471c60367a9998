/** Where a request stands, as word and icon; beside it what a person should know at once. */
import { useTranslation } from 'react-i18next';
import { StatusBadge, UrgencyBadge, type Tone } from '@/components/ui/StatusBadge';
import type { AuthorizationRow } from '../../api/authorizations';

const TONES: Record<string, Tone> = {
  draft: 'info', ready: 'info', sent: 'active', pended: 'active', rejected: 'attention', approved: 'done', partial: 'attention', denied: 'problem',
  self_pay: 'neutral', withdrawn: 'neutral', expired: 'neutral',
};

type Props = { row: Pick<AuthorizationRow, 'status'> & Partial<Pick<AuthorizationRow, 'urgent' | 'to_call' | 'used_up'>> };

export function Standing({ row }: Props) {
  const { t } = useTranslation('insurance_authorizations');
  const open = ['draft', 'ready', 'sent', 'pended', 'rejected', 'denied'].includes(row.status);
  const key = row.status === 'pended' && row.to_call ? 'to_call' : row.used_up ? 'used_up' : row.status;
  return (
    <>
      <StatusBadge tone={key === 'to_call' ? 'attention' : key === 'used_up' ? 'neutral' : TONES[row.status] ?? 'neutral'} label={t(`status.${key}` as 'status.approved', key)} />
      {row.urgent && open ? <> <UrgencyBadge level="urgent" /></> : null}
    </>
  );
}
