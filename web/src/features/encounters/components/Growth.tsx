/** Growth charts: a child's own points on the curves of its age and sex. */
import { useTranslation } from 'react-i18next';
import { unitName } from '../api/vitals';
import type { Reply } from '@/lib/api';
import css from './Vitals.module.css';

type Data = Reply<'/api/patients/{patient_id}/growth', 'get'>;
const W = 280, H = 180, LEFT = 30, RIGHT = 22, TOP = 6, BOTTOM = 18;

export function Growth({ growth }: { growth: Data }) {
  const { t } = useTranslation('encounters');
  return (
    <>
      <div className={css.charts}>{growth.items.map((one) => <Curves key={one.measure} chart={one} />)}</div>
      <p className={css.note}>{t('chart.growth.source', { source: growth.source })}</p>
    </>
  );
}

function Curves({ chart }: { chart: Data['items'][number] }) {
  const { t } = useTranslation('encounters');
  const months = chart.lines[0]?.months ?? [];
  const values = [...chart.lines.flatMap((one) => one.values), ...chart.points.map((one) => one.value)];
  const [first, last] = [Math.min(...months), Math.max(...months)];
  const [least, most] = [Math.min(...values), Math.max(...values)];
  const x = (month: number) => LEFT + ((month - first) / (last - first || 1)) * (W - LEFT - RIGHT);
  const y = (value: number) => TOP + (1 - (value - least) / (most - least || 1)) * (H - TOP - BOTTOM);
  const points = chart.points.filter((one) => one.months >= first && one.months <= last);
  const latest = chart.points.at(-1);
  const name = t(`chart.signs.${chart.measure}` as 'chart.signs.weight');
  return (
    <figure className={css.chart}>
      <figcaption><span>{t('chart.growth.for_age', { name })}</span>{latest ? <strong className="tabular">{t('chart.vitals.percentile', { value: Math.round(latest.percentile) })}</strong> : null}</figcaption>
      <svg viewBox={`0 0 ${W} ${H}`} role="img" aria-label={latest ? t('chart.growth.label', { name, value: latest.value, unit: unitName(chart.unit), percentile: Math.round(latest.percentile) }) : t('chart.growth.empty', { name })}>
        {chart.lines.map((one) => (
          <g key={one.percentile}>
            <polyline className={css.curve} data-median={one.percentile === 50 || undefined} points={one.months.map((month, at) => `${x(month)},${y(one.values[at] ?? 0)}`).join(' ')} />
            <text className={css.tick} x={W - RIGHT + 3} y={y(one.values.at(-1) ?? 0) + 3}>{one.percentile}</text>
          </g>
        ))}
        {[least, most].map((one) => <text key={one} className={css.tick} x={LEFT - 4} y={y(one) + 3} textAnchor="end">{Math.round(one)}</text>)}
        <text className={css.tick} x={LEFT} y={H - 4}>{t('chart.growth.months', { count: first })}</text>
        <text className={css.tick} x={W - RIGHT} y={H - 4} textAnchor="end">{last > 36 ? t('chart.growth.years', { count: last / 12 }) : t('chart.growth.months', { count: last })}</text>
        <polyline className={css.line} stroke="var(--accent)" points={points.map((one) => `${x(one.months)},${y(one.value)}`).join(' ')} />
        {points.map((one) => <circle key={one.measured_at} cx={x(one.months)} cy={y(one.value)} r={3} fill="var(--accent)" />)}
      </svg>
    </figure>
  );
}
