import { useTranslation } from 'react-i18next';
import { StatusBadge } from '@/components/ui/StatusBadge';

export function Verdict({ verdict }: { verdict: 'justified' | 'unjustified' }) {
  const { t } = useTranslation('identity');
  return <StatusBadge tone={verdict === 'justified' ? 'done' : 'problem'} label={t(`review.${verdict}`)} />;
}
