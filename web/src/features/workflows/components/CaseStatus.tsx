import { useTranslation } from 'react-i18next';
import { StatusBadge, type Tone } from '@/components/ui/StatusBadge';

const tones: Record<string, Tone> = { running: 'active', incident: 'problem', suspended: 'attention', completed: 'done', cancelled: 'neutral' };

export function CaseStatus({ status }: { status: string }) {
  const { t } = useTranslation('workflows');
  return <StatusBadge tone={tones[status] ?? 'neutral'} label={t(`case.statuses.${status}` as 'case.statuses.running', status)} />;
}
