/** A clock that runs: down to `until`, or up from `since`. Tabular figures and a reserved width, so nothing shifts. */
import { useNow } from '@/lib/clock';
import { stopwatch, type Instant } from '@/lib/time';
import css from './Countdown.module.css';

type Props = { until?: Instant; since?: Instant; figure?: boolean; label: string };

export function Countdown({ until, since, figure = false, label }: Props) {
  const now = useNow('second');
  const left = until !== undefined ? Math.max(0, new Date(until).getTime() - now) : now - new Date(since ?? now).getTime();
  const text = stopwatch(Math.max(0, left));
  return <span role="timer" aria-label={label} className={`${css.clock} ${figure ? 'figure' : ''}`} data-long={text.length > 5 || undefined}>{text}</span>;
}
