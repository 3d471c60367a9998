/** One measure over the lines of a report: columns along the calendar, bars for names. Drawn here: no library, no wait. */
import { useId } from 'react';
import css from './Reports.module.css';

export type Bar = { key: string; name: string; value: number; shown: string };

export function Chart({ bars, calendar, label, onOpen }: { bars: Bar[]; calendar: boolean; label: string; onOpen: (n: number) => void }) {
  return calendar ? <Columns bars={bars} label={label} onOpen={onOpen} /> : <Bars bars={bars.slice(0, 12)} label={label} onOpen={onOpen} />;
}

const WIDTH = 960, HEIGHT = 180;

function Columns({ bars, label, onOpen }: { bars: Bar[]; label: string; onOpen: (n: number) => void }) {
  const title = useId();
  const most = Math.max(1, ...bars.map((bar) => bar.value));
  const step = WIDTH / Math.max(1, bars.length);
  return (
    <figure className={css.chart}>
      <svg viewBox={`0 0 ${WIDTH} ${HEIGHT}`} role="img" aria-labelledby={title} preserveAspectRatio="none">
        <title id={title}>{label}</title>
        {[0.25, 0.5, 0.75].map((at) => <line key={at} x1={0} x2={WIDTH} y1={HEIGHT * at} y2={HEIGHT * at} className={css.rule} />)}
        {bars.map((bar, n) => {
          const tall = Math.max(bar.value > 0 ? 1 : 0, (bar.value / most) * (HEIGHT - 4));
          return (
            <g key={bar.key} onClick={() => onOpen(n)} className={css.column}>
              <title>{`${bar.name}: ${bar.shown}`}</title>
              <rect x={n * step} y={0} width={step} height={HEIGHT} className={css.reach} />
              <rect x={n * step + step * 0.12} y={HEIGHT - tall} width={step * 0.76} height={tall} className={css.bar} />
            </g>
          );
        })}
      </svg>
      <figcaption className={css.axis}><span>{bars[0]?.name}</span><span>{bars.length > 1 ? bars.at(-1)?.name : ''}</span></figcaption>
    </figure>
  );
}

function Bars({ bars, label, onOpen }: { bars: Bar[]; label: string; onOpen: (n: number) => void }) {
  const most = Math.max(1, ...bars.map((bar) => bar.value));
  return (
    <ul className={css.bars} aria-label={label}>
      {bars.map((bar, n) => (
        <li key={bar.key}>
          <button type="button" onClick={() => onOpen(n)}>
            <span className={css.name}>{bar.name}</span>
            <span className={css.track}><span style={{ inlineSize: `${(bar.value / most) * 100}%` }} /></span>
            <span className={css.value}>{bar.shown}</span>
          </button>
        </li>
      ))}
    </ul>
  );
}
