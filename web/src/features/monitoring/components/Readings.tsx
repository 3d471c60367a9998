/** Single values as they came: where from, what is doubtful about them, and a clinician's word on those. */
import { Button } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { TimeText } from '@/components/ui/TimeText';
import { useMay } from '@/lib/auth';
import { useDecide, type Observation } from '../api/vitals';
import { keyOf, numberText, unitText } from '../known';
import css from './Monitoring.module.css';

export function Readings({ rows, decide = false }: { rows: Observation[]; decide?: boolean }) {
  const { t } = useTranslation('monitoring');
  const may = useMay();
  const act = useDecide();
  return (
    <ul className={css.rows}>
      {rows.map((row) => {
        const key = keyOf(row.code);
        const doubtful = row.status === 'preliminary';
        return (
          <li key={row.id} className={`${css.row} ${doubtful ? css.doubtful : ''}`}>
            <div>
              <strong className="tabular">{key ? t(`vital.${key}`) : row.code} {key === 'acvpu' ? t(`acvpu.${(['alert', 'confusion', 'voice', 'pain', 'unresponsive'] as const)[Number(row.value)] ?? 'alert'}`) : `${numberText(row.value, key)} ${unitText(row.unit)}`}</strong>
              <div className={css.quiet}>
                <TimeText at={row.effective_at} /> · {t(`source.${row.source as 'typed'}`)}
                {row.given_unit ? ` · ${t('given', { value: Number(row.given_value), unit: unitText(row.given_unit) })}` : ''}
                {row.flags.map((flag) => ` · ${t(`flag.${flag as 'clock'}`)}`).join('')}
                {row.simulated ? ` · ${t('simulated')}` : ''}
              </div>
            </div>
            {doubtful && decide && may('vitals.write') ? (
              <span className={css.foot}>
                <Button size="compact-sm" variant="default" onClick={() => act.mutate({ id: row.id, right: true })}>{t('confirm')}</Button>
                <Button size="compact-sm" variant="subtle" color="gray" onClick={() => act.mutate({ id: row.id, right: false })}>{t('reject')}</Button>
              </span>
            ) : null}
          </li>
        );
      })}
    </ul>
  );
}
