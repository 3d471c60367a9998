/**
 * Where a drawing is looked at. Always in one step, worked out here: the kit's own "fit, then zoom" asks the browser where the
 * drawing stands right after moving it, and newer Chromium answers with the place before.
 */
export type Box = { x: number; y: number; width: number; height: number };
type Canvas = { resized: () => void; getSize: () => { width: number; height: number }; viewbox: (box?: Box) => { inner: Box } };

/** The middle of `what` in the middle of a window of this size, at this scale. */
export const around = (what: Box, { width, height }: { width: number; height: number }, scale: number): Box => ({
  x: what.x + what.width / 2 - width / scale / 2, y: what.y + what.height / 2 - height / scale / 2, width: width / scale, height: height / scale,
});

/** Whole and centred with a little air, but not larger than `most`. `left`: what covers the window there, in pixels.
 * Returns the scale, 1 while there is no room yet. */
export function fit(canvas: Canvas, most: number, air = 0.96, left = 0): number {
  canvas.resized();
  const whole = canvas.getSize();
  const size = { width: whole.width - left, height: whole.height };
  const { inner } = canvas.viewbox();
  // Not laid out yet, or gone already: there is nothing to fit into.
  if (size.width <= 0 || !size.height || !inner.width || !inner.height) return 1;
  const scale = Math.min(most, air * Math.min(size.width / inner.width, size.height / inner.height));
  const sight = around(inner, size, scale);
  canvas.viewbox({ ...sight, x: sight.x - left / scale, width: whole.width / scale });
  return scale;
}
