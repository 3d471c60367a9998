import { useTranslation } from 'react-i18next';
import { useFacility } from '@/lib/auth';
import { cycle, isDateText, pieces, type Pieces } from '../model/duration';
import type { TimerKind } from '../model/standard';

/** "2 days and 4 hours", "3 times, 30 minutes apart". */
export function useTimerWords() {
  const { t, i18n } = useTranslation('pathways');
  const { zone } = useFacility();
  const span = (parts: Pieces) => new Intl.ListFormat(i18n.language, { type: 'unit' }).format(
    Object.entries(parts).map(([unit, count]) => new Intl.NumberFormat(i18n.language, { style: 'unit', unit: unit.slice(0, -1), unitDisplay: 'long' }).format(count)),
  );
  return (kind: TimerKind, value: string): string => {
    const parts = pieces(value);
    if (kind === 'timeDuration' && parts) return t('timer.words_after', { span: span(parts) });
    const again = kind === 'timeCycle' ? cycle(value) : null;
    if (again) return again.times === null ? t('timer.words_ever', { span: span(again.every) }) : t('timer.words_again', { count: again.times, span: span(again.every) });
    if (kind === 'timeDate' && isDateText(value)) return t('timer.words_at', { at: new Intl.DateTimeFormat(i18n.language, { dateStyle: 'full', timeStyle: 'short', timeZone: zone }).format(new Date(value)) });
    return t('timer.words_expression');
  };
}
