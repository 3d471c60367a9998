/** Trends of vital signs: small charts with the healthy band behind the line, and the same as a table. */
import { useTranslation } from 'react-i18next';
import { useFormats } from '../formats';
import { unitName, type Range, type VitalSet } from '../api/vitals';
import css from './Vitals.module.css';

const W = 280, H = 90, LEFT = 30, RIGHT = 6, TOP = 6, BOTTOM = 16;
const GROUPS: { name: string; signs: string[] }[] = [
  { name: 'pressure', signs: ['systolic', 'diastolic'] }, { name: 'heart_rate', signs: ['heart_rate'] }, { name: 'oxygen_saturation', signs: ['oxygen_saturation'] },
  { name: 'respiratory_rate', signs: ['respiratory_rate'] }, { name: 'temperature', signs: ['temperature'] }, { name: 'weight', signs: ['weight'] }, { name: 'bmi', signs: ['bmi'] }, { name: 'pain', signs: ['pain'] },
];
const COLOURS: Record<string, string> = {
  systolic: 'var(--vital-bp)', diastolic: 'var(--vital-bp)', heart_rate: 'var(--vital-hr)', oxygen_saturation: 'var(--vital-spo2)', respiratory_rate: 'var(--vital-rr)', temperature: 'var(--vital-temp)',
};

type Point = { at: number; value: number };
export type Series = { sign: string; points: Point[]; unit: string };

export function seriesOf(sets: VitalSet[], sign: string): Series {
  const found = sets.filter((one) => one.status === 'final').flatMap((one) => one.signs.filter((s) => s.sign === sign).map((s) => ({ at: Date.parse(one.measured_at), value: Number(s.value), unit: s.unit })));
  return { sign, unit: found[0]?.unit ?? '', points: found.map(({ at, value }) => ({ at, value })).sort((a, b) => a.at - b.at) };
}

export function Trends({ sets, ranges }: { sets: VitalSet[]; ranges: Range[] }) {
  const groups = GROUPS.map(({ name, signs }) => ({ name, lines: signs.map((sign) => seriesOf(sets, sign)).filter((one) => one.points.length) })).filter((one) => one.lines.length);
  return <div className={css.charts}>{groups.map((one) => <Trend key={one.name} name={one.name} lines={one.lines} range={ranges.find((r) => r.sign === one.lines[0]?.sign)} />)}</div>;
}

export function Trend({ name, lines, range }: { name: string; lines: Series[]; range?: Range | undefined }) {
  const { t } = useTranslation('encounters');
  const { day } = useFormats();
  const all = lines.flatMap((one) => one.points);
  const values = all.map((one) => one.value);
  const low = range?.low == null ? null : Number(range.low), high = range?.high == null ? null : Number(range.high);
  const least = Math.min(...values, low ?? Infinity), most = Math.max(...values, high ?? -Infinity);
  const pad = (most - least || most || 1) * 0.08;
  const [bottom, top] = [least - pad, most + pad];
  const first = Math.min(...all.map((one) => one.at)), last = Math.max(...all.map((one) => one.at));
  const x = (at: number) => LEFT + ((at - first) / (last - first || 1)) * (W - LEFT - RIGHT);
  const y = (value: number) => TOP + (1 - (value - bottom) / (top - bottom)) * (H - TOP - BOTTOM);
  const latest = lines.map((one) => one.points.at(-1)?.value).join('/');
  const label = t('chart.vitals.trend', { name: t(`chart.signs.${name}` as 'chart.signs.weight'), count: all.length, value: latest, unit: unitName(lines[0]?.unit ?? '') });
  return (
    <figure className={css.chart}>
      <figcaption><span>{t(`chart.signs.${name}` as 'chart.signs.weight')}</span><strong className="tabular">{latest} {unitName(lines[0]?.unit ?? '')}</strong></figcaption>
      <svg viewBox={`0 0 ${W} ${H}`} role="img" aria-label={label}>
        {low !== null || high !== null ? <rect className={css.band} x={LEFT} width={W - LEFT - RIGHT} y={y(Math.min(high ?? top, top))} height={Math.max(0, y(Math.max(low ?? bottom, bottom)) - y(Math.min(high ?? top, top)))} /> : null}
        <line className={css.axis} x1={LEFT} x2={W - RIGHT} y1={H - BOTTOM} y2={H - BOTTOM} />
        {[least, most].filter((one, at, both) => both.indexOf(one) === at).map((one) => <text key={one} className={css.tick} x={LEFT - 4} y={y(one) + 3} textAnchor="end">{Math.round(one * 10) / 10}</text>)}
        <text className={css.tick} x={LEFT} y={H - 4}>{day(first)}</text>
        {last > first ? <text className={css.tick} x={W - RIGHT} y={H - 4} textAnchor="end">{day(last)}</text> : null}
        {lines.map((one) => (
          <g key={one.sign} stroke={COLOURS[one.sign] ?? 'var(--accent)'} fill={COLOURS[one.sign] ?? 'var(--accent)'}>
            <polyline className={css.line} points={one.points.map((p) => `${x(p.at)},${y(p.value)}`).join(' ')} />
            {one.points.map((p) => <circle key={p.at} cx={x(p.at)} cy={y(p.value)} r={2.5} stroke="none" />)}
          </g>
        ))}
      </svg>
    </figure>
  );
}
