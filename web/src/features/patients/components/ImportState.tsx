/** How far an import is, in a word; a step that runs says how much of it is done. */
import { useTranslation } from 'react-i18next';
import { StatusBadge, type Tone } from '@/components/ui/StatusBadge';
import type { Import } from '../api/imports';

const tones: Record<Import['status'], Tone> = {
  uploaded: 'attention', checking: 'active', checked: 'attention', running: 'active', done: 'done', cancelled: 'neutral', undoing: 'active', undone: 'neutral',
};

export const isBusy = (status: Import['status']) => status === 'checking' || status === 'running' || status === 'undoing';

/** 0 to 100 of the step that runs now. */
export function progress({ status, rows, checked, imported, skipped, undone }: Import): number {
  const [done, whole] = status === 'checking' ? [checked, rows] : status === 'undoing' ? [undone, imported] : [imported + skipped, rows];
  return whole === 0 ? 0 : Math.min(100, Math.round((100 * done) / whole));
}

export function ImportState({ summary }: { summary: Import }) {
  const { t } = useTranslation(['patients', 'patients_imports']);
  const label = t(`patients_imports:imports.status.${summary.status}`);
  return <StatusBadge tone={tones[summary.status]} label={isBusy(summary.status) ? `${label} ${progress(summary)} %` : summary.stopped ? t('patients_imports:imports.stopped') : label} />;
}
