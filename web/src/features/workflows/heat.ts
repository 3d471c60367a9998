/** How long things take, as a few words and as three degrees of heat. Pure. */
import type { ProcessShown } from './api/processes';

export function span(seconds: number | null | undefined): string {
  if (seconds === null || seconds === undefined) return '—';
  if (seconds < 60) return `${Math.round(seconds)} s`;
  if (seconds < 3600) return `${Math.round(seconds / 60)} min`;
  if (seconds < 172_800) return `${(seconds / 3600).toFixed(1)} h`;
  return `${(seconds / 86_400).toFixed(1)} d`;
}

/** The slowest third of what has been measured is hot; with fewer than three measured elements nothing is. */
export function heatOf(load: ProcessShown['load']): Record<string, 1 | 2 | 3> {
  const measured = Object.entries(load).filter(([, one]) => (one.cycle_seconds ?? 0) >= 1).sort(([, a], [, b]) => (a.cycle_seconds ?? 0) - (b.cycle_seconds ?? 0));
  if (measured.length < 3) return {};
  return Object.fromEntries(measured.map(([id], at) => [id, (Math.floor((3 * at) / measured.length) + 1) as 1 | 2 | 3]));
}
