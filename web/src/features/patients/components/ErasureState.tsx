/** Where a request to erase a record stands, in a word. */
import { useTranslation } from 'react-i18next';
import { StatusBadge, type Tone } from '@/components/ui/StatusBadge';

const tones: Record<string, Tone> = { asked: 'attention', approved: 'attention', running: 'active', restricted: 'active', done: 'done', refused: 'neutral', withdrawn: 'neutral' };

export function ErasureState({ status }: { status: string }) {
  const { t } = useTranslation('patients_erasure');
  return <StatusBadge tone={tones[status] ?? 'neutral'} label={t(`status.${status}` as 'status.asked')} />;
}
