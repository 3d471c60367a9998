/** Where a curve is missing: said by the server (`gap`: this screen was too slow), or seen in the times of what came. */
import { samplesOf } from './known';

/** On the wall, and in the focus view while a gap is being drawn. */
export const SHOWN_SECONDS = 6;
const JUMP = { marked: 0.1, unmarked: 0.5 };

/** Seconds missing before what begins now; nothing for the jitter of clocks. `last` and `at` in ms, `seconds` = how long this piece is. */
export function missing(last: number, at: number, seconds: number, marked: boolean): number {
  const gap = last ? (at - last) / 1000 - seconds : 0;
  return gap > (marked ? JUMP.marked : JUMP.unmarked) ? gap : 0;
}

/** A tile's curve with its next second; seconds that never came are NaN and are drawn as such. */
export function grown(before: { points: number[]; at: number } | undefined, trace: string, at: number): number[] {
  const fresh = [...samplesOf(trace)];
  const rate = fresh.length || 62;
  const lost = Math.min(SHOWN_SECONDS, Math.round(missing(before?.at ?? 0, at, 1, false)));
  return [...(before?.points ?? []), ...Array<number>(lost * rate).fill(NaN), ...fresh].slice(-SHOWN_SECONDS * rate);
}

/** Runs of a list that are there, and runs that are not: [from, to) each. */
export function runs(points: readonly number[]): { from: number; to: number; missing: boolean }[] {
  const found: { from: number; to: number; missing: boolean }[] = [];
  points.forEach((value, place) => {
    const lost = Number.isNaN(value);
    const last = found.at(-1);
    if (last?.missing === lost) last.to = place + 1;
    else found.push({ from: place, to: place + 1, missing: lost });
  });
  return found;
}

/** Slanting lines instead of a curve: seen without colour, and taken for nothing that was measured. */
export function hatch(context: CanvasRenderingContext2D, left: number, right: number, height: number, scale: number) {
  context.save();
  context.beginPath();
  context.rect(left, 0, right - left, height);
  context.clip();
  context.globalAlpha = 0.35;
  context.lineWidth = scale;
  context.beginPath();
  const apart = 8 * scale;
  for (let x = Math.floor((left - height) / apart) * apart; x < right; x += apart) {
    context.moveTo(x, height);
    context.lineTo(x + height, 0);
  }
  context.stroke();
  context.restore();
}
