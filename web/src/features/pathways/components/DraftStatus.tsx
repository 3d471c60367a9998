import { useTranslation } from 'react-i18next';
import { StatusBadge, type Tone } from '@/components/ui/StatusBadge';
import type { DraftStatus as Status } from '../api/types';

const tones: Record<Status, Tone> = { editing: 'active', in_review: 'attention', approved: 'info', published: 'done', discarded: 'neutral' };

export function DraftStatus({ status }: { status: Status }) {
  const { t } = useTranslation('pathways');
  return <StatusBadge tone={tones[status]} label={t(`status.${status}`)} />;
}
