/** Findings at work: dense, with the range that they were judged by and the last value before. */
import { useTranslation } from 'react-i18next';
import { TimeText } from '@/components/ui/TimeText';
import { cannotWait, odd, said, type Finding } from '../api/results';
import { useRange } from './Finding';
import css from './Results.module.css';
import vitals from './Vitals.module.css';

export function FindingsTable({ rows, struck = false }: { rows: Finding[]; struck?: boolean }) {
  const { t } = useTranslation('encounters');
  return (
    <div className={css.table}>
      <table aria-label={t('results.values')}>
        <thead><tr><th>{t('results.name')}</th><th>{t('results.value')}</th><th>{t('results.judged')}</th><th>{t('results.range')}</th><th>{t('results.last')}</th></tr></thead>
        <tbody className={struck ? vitals.struck : undefined}>{rows.map((one) => <Line key={one.code || one.name} one={one} />)}</tbody>
      </table>
    </div>
  );
}

function Line({ one }: { one: Finding }) {
  const { t } = useTranslation('encounters');
  const range = useRange(one), last = one.trend?.at(-1);
  const flag = cannotWait(one.interpretation) ? 'critical' : odd(one.interpretation) ? 'off' : undefined;
  return (
    <tr>
      <td>{one.name}</td>
      <td>{said(one)}</td>
      <td><span className={css.flag} data-flag={flag}>{one.interpretation ? t(`results.flags.${one.interpretation}` as 'results.flags.N') : '–'}</span></td>
      <td>{range || '–'}</td>
      <td>{last ? <>{last.value} <span className={css.quiet}><TimeText at={last.at} as="date" /></span></> : '–'}</td>
    </tr>
  );
}
