/** Goals as agreed: each with the newest value beside it, and who agreed them. */
import { useTranslation } from 'react-i18next';
import { StatusBadge } from '@/components/ui/StatusBadge';
import { TimeText } from '@/components/ui/TimeText';
import type { Own } from '../api/vitals';
import { keyOf, numberText, UNITS, unitText, type Key } from '../known';
import css from './Monitoring.module.css';

export function Goals({ plan, values }: { plan: Own['plan']; values: Partial<Record<Key, number>> }) {
  const { t } = useTranslation('monitoring');
  return (
    <>
      <ul className={css.rows}>{plan.goals.map((goal) => {
        const key = keyOf(goal.code);
        const value = key ? values[key] : undefined;
        const met = value === undefined ? null : (goal.low == null || value >= Number(goal.low)) && (goal.high == null || value <= Number(goal.high));
        return (
          <li key={goal.code} className={css.row}>
            <span>{key ? t(`vital.${key}`) : goal.code}</span>
            <strong className="tabular">{goal.low != null ? numberText(goal.low, key) : ''}{goal.low != null && goal.high != null ? '–' : ''}{goal.high != null ? `${goal.low == null ? '≤ ' : ''}${numberText(goal.high, key)}` : goal.low != null ? ' +' : ''} {key ? unitText(UNITS[key]) : ''}</strong>
            {met === null ? null : <StatusBadge tone={met ? 'done' : 'neutral'} label={t(met ? 'plan.met' : 'plan.not_met')} />}
          </li>
        );
      })}</ul>
      {plan.set_by_name ? <p className={css.quiet}>{t('plan.by', { name: plan.set_by_name })}{plan.set_at ? <> · <TimeText at={plan.set_at} as="date" /></> : null}</p> : null}
    </>
  );
}
