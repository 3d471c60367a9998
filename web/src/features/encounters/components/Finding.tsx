/** One finding for the patient: the value, where it lies in the usual range, how it was before, what it is. */
import { useTranslation } from 'react-i18next';
import { StatusBadge } from '@/components/ui/StatusBadge';
import { odd, said, unitWords, type Finding as Found } from '../api/results';
import { useFormats } from '../formats';
import css from './Results.module.css';

export function Finding({ one, at }: { one: Found; at: string }) {
  const { t } = useTranslation('encounters');
  const range = useRange(one);
  return (
    <li className={css.finding}>
      <div className={css.top}>
        <strong>{one.name}</strong>
        <span className={one.value === null ? css.words : css.value}>{said(one)}</span>
        {one.interpretation ? <StatusBadge tone={odd(one.interpretation) ? 'attention' : 'done'} label={t(`results.flags.${one.interpretation}` as 'results.flags.N')} /> : null}
      </div>
      <RangeBar one={one} />
      {range ? <p className={css.quiet}>{t('results.usual', { range })}</p> : null}
      {one.plain ? <p className={css.quiet}>{one.plain}</p> : null}
      {one.trend?.length && one.value !== null ? <Trend one={one} at={at} /> : null}
    </li>
  );
}

/** "3.5 to 5.1 mmol/L", "up to 200 mg/dL", or nothing. */
export function useRange(one: Pick<Found, 'low' | 'high' | 'unit'>): string {
  const { t } = useTranslation('encounters');
  const unit = unitWords(one.unit);
  if (one.low !== null && one.high !== null) return t('results.between', { low: one.low, high: one.high, unit }).trim();
  if (one.high !== null) return t('results.up_to', { high: one.high, unit }).trim();
  return one.low !== null ? t('results.from', { low: one.low, unit }).trim() : '';
}

const W = 420, EDGE = 8;

function RangeBar({ one }: { one: Found }) {
  const { t } = useTranslation('encounters');
  const range = useRange(one);
  if (one.value === null || !range) return null;
  const value = Number(one.value), low = one.low === null ? null : Number(one.low), high = one.high === null ? null : Number(one.high);
  // An open side gets as much room as the bound is from nought.
  const span = low !== null && high !== null ? high - low || 1 : Math.abs(high ?? low ?? 1) || 1;
  const least = Math.min(value, (low ?? (high ?? 0) - span) - span * 0.4), most = Math.max(value, (high ?? (low ?? 0) + span) + span * 0.4);
  const x = (at: number) => EDGE + ((at - least) / (most - least)) * (W - 2 * EDGE);
  const from = low === null ? EDGE : x(low), to = high === null ? W - EDGE : x(high);
  return (
    <svg className={css.bar} viewBox={`0 0 ${W} 30`} role="img" aria-label={t('results.bar', { value: said(one), range })}>
      <rect className={css.track} x={EDGE} y={4} width={W - 2 * EDGE} height={8} rx={4} />
      <rect className={css.usual} x={from} y={4} width={Math.max(2, to - from)} height={8} rx={2} />
      <circle className={css.mark} data-odd={odd(one.interpretation) || undefined} cx={x(value)} cy={8} r={7} />
      {low !== null ? <text className={css.tick} x={from} y={28} textAnchor="middle">{one.low}</text> : null}
      {high !== null ? <text className={css.tick} x={to} y={28} textAnchor="middle">{one.high}</text> : null}
    </svg>
  );
}

const H = 76, LEFT = 40, RIGHT = 10, TOP = 8, BOTTOM = 18;

function Trend({ one, at }: { one: Found; at: string }) {
  const { t } = useTranslation('encounters');
  const { day } = useFormats();
  const points = [...(one.trend ?? []), { at, value: one.value ?? '0' }].map((p) => ({ at: Date.parse(p.at), value: Number(p.value) }));
  const values = points.map((p) => p.value);
  const least = Math.min(...values), most = Math.max(...values), pad = (most - least || most || 1) * 0.15;
  const first = points[0]?.at ?? 0, last = points.at(-1)?.at ?? 1;
  const x = (when: number) => LEFT + ((when - first) / (last - first || 1)) * (W - LEFT - RIGHT);
  const y = (value: number) => TOP + (1 - (value - least + pad) / (most - least + 2 * pad)) * (H - TOP - BOTTOM);
  const [top, bottom] = [most + pad, least - pad];
  const low = one.low === null ? bottom : Math.max(Number(one.low), bottom), high = one.high === null ? top : Math.min(Number(one.high), top);
  return (
    <svg className={css.trend} viewBox={`0 0 ${W} ${H}`} role="img" aria-label={t('results.trend', { name: one.name, values: values.join(', '), from: day(first), to: day(last) })}>
      {high > low && (one.low !== null || one.high !== null) ? <rect className={css.band} x={LEFT} width={W - LEFT - RIGHT} y={y(high)} height={y(low) - y(high)} /> : null}
      {[least, most].filter((v, n, all) => all.indexOf(v) === n).map((v) => <text key={v} className={css.tick} x={LEFT - 6} y={y(v) + 4} textAnchor="end">{v}</text>)}
      <polyline className={css.line} points={points.map((p) => `${x(p.at)},${y(p.value)}`).join(' ')} />
      {points.map((p) => <circle key={p.at} className={css.dot} cx={x(p.at)} cy={y(p.value)} r={3} />)}
      <text className={css.tick} x={LEFT} y={H - 3}>{day(first)}</text>
      <text className={css.tick} x={W - RIGHT} y={H - 3} textAnchor="end">{day(last)}</text>
    </svg>
  );
}
