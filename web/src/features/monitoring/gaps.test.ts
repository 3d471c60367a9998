/** What never came is a hole of the right length, and no line. */
import { expect, it, vi } from 'vitest';
import { grown, hatch, missing, runs, SHOWN_SECONDS } from './gaps';

const second = (value: number) => btoa(String.fromCharCode(...new Uint8Array(new Int16Array(62).fill(value).buffer)));

it('says how long a hole is: what the server marks counts at once, the jitter of clocks never', () => {
  expect(missing(0, 5_000, 0.2, true)).toBe(0); // the first frame
  expect(missing(1_000, 1_200, 0.2, true)).toBe(0);
  expect(missing(1_000, 1_450, 0.2, false)).toBe(0);
  expect(missing(1_000, 1_450, 0.2, true)).toBeCloseTo(0.25);
  expect(missing(1_000, 4_200, 0.2, false)).toBeCloseTo(3);
});

it('puts missing seconds where they belong in a tile’s curve, and lets them go with time', () => {
  const one = { points: grown(undefined, second(5), 1_000), at: 1_000 };
  const two = { points: grown(one, second(7), 4_000), at: 4_000 };
  expect(runs(two.points)).toEqual([{ from: 0, to: 62, missing: false }, { from: 62, to: 186, missing: true }, { from: 186, to: 248, missing: false }]);
  let last = two;
  for (let n = 1; n <= SHOWN_SECONDS; n += 1) last = { points: grown(last, second(n), 4_000 + n * 1_000), at: 4_000 + n * 1_000 };
  expect([last.points.length, last.points.some(Number.isNaN)]).toEqual([SHOWN_SECONDS * 62, false]);
  expect(runs(grown(two, second(1), 60_000))[0]).toEqual({ from: 0, to: (SHOWN_SECONDS - 1) * 62, missing: true });
});

it('hatches the hole and nothing beside it', () => {
  const context = Object.fromEntries(['save', 'beginPath', 'rect', 'clip', 'moveTo', 'lineTo', 'stroke', 'restore'].map((name) => [name, vi.fn()]));
  hatch(context as unknown as CanvasRenderingContext2D, 40, 100, 44, 1);
  expect(context.rect).toHaveBeenCalledWith(40, 0, 60, 44);
  expect(context.clip!.mock.invocationCallOrder[0]).toBeLessThan(context.stroke!.mock.invocationCallOrder[0]!);
  expect(context.lineTo!.mock.calls.length).toBeGreaterThan(5);
});
