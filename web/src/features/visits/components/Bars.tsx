/** Counts as bars of one whole: the figure stands beside each, so that nothing hangs on seeing the bar. */
import css from './Quality.module.css';

type Row = { key: string; label: string; count: number };

export function Bars({ rows, of, tone = 'accent' }: { rows: Row[]; of: number; tone?: 'accent' | 'attention' }) {
  const share = (count: number) => (of ? Math.round((count / of) * 100) : 0);
  return (
    <ul className={css.bars}>
      {rows.map(({ key, label, count }) => (
        <li key={key}>
          <span>{label}</span><span className={css.figure}>{count} · {share(count)} %</span>
          {count ? <span className={css.bar} data-tone={tone} style={{ inlineSize: `${Math.min(100, share(count))}%` }} aria-hidden /> : null}
        </li>
      ))}
    </ul>
  );
}
