import { useTranslation } from 'react-i18next';
import { StatusBadge } from '@/components/ui/StatusBadge';
import { toneOf } from '../words';

/** Where a claim stands, as word and icon. */
export function ClaimStatus({ status }: { status: string }) {
  const { t } = useTranslation('insurance');
  return <StatusBadge tone={toneOf(status)} label={t(`status.${status}` as 'status.paid', status)} />;
}
