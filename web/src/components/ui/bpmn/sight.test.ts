/** A drawing is whole and in the middle, without asking the browser where it stood a moment ago. */
import { expect, it } from 'vitest';
import { fit, type Box } from './sight';

function looked(inner: Box, size: { width: number; height: number }, most: number, left = 0) {
  let seen: Box | undefined;
  const scale = fit({ resized: () => undefined, getSize: () => size, viewbox: (box) => { seen = box ?? seen; return { inner }; } }, most, undefined, left);
  return { scale, seen };
}

it('fits what is larger than its window, and its middle is the middle', () => {
  const pool = { x: 160, y: 80, width: 1700, height: 1400 };
  const { scale, seen } = looked(pool, { width: 900, height: 520 }, 1.2);
  expect(scale).toBeCloseTo(0.96 * 520 / 1400);
  expect([seen!.x + seen!.width / 2, seen!.y + seen!.height / 2]).toEqual([expect.closeTo(1010), expect.closeTo(780)]);
  expect(seen!.y).toBeLessThanOrEqual(pool.y);
  expect(seen!.x).toBeLessThanOrEqual(pool.x);
});

it('does not blow up what is small, and leaves alone what has no room', () => {
  expect(looked({ x: 0, y: 0, width: 100, height: 50 }, { width: 900, height: 500 }, 1.2).scale).toBe(1.2);
  expect(looked({ x: 0, y: 0, width: 100, height: 50 }, { width: 0, height: 0 }, 1.2)).toEqual({ scale: 1, seen: undefined });
});

it('puts nothing behind what stands over the window on the left', () => {
  const pool = { x: 100, y: 0, width: 3000, height: 300 };
  const { scale, seen } = looked(pool, { width: 1000, height: 600 }, 1, 110);
  expect((pool.x - seen!.x) * scale).toBeGreaterThan(110);
  expect((pool.x + pool.width - seen!.x) * scale).toBeLessThan(1000);
  expect(seen!.width * scale).toBeCloseTo(1000);
  expect(looked(pool, { width: 90, height: 600 }, 1, 110)).toEqual({ scale: 1, seen: undefined });
});
