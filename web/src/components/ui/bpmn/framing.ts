export type Box = { x: number; y: number; width: number; height: number };
export type Canvas = { viewbox: (box?: Box) => Box & { inner: Box; outer: { width: number; height: number } }; zoom: (level?: number, center?: 'auto') => number; resized: () => void };

/** Shows the whole drawing, centred with a little air, but not blown up. Returns the zoom. */
export function fit(canvas: Canvas): number {
  canvas.resized();
  const { inner, outer } = canvas.viewbox();
  // Not laid out yet, or gone already: there is nothing to fit into.
  if (!outer.width || !outer.height || !inner.width || !inner.height) return 1;
  const zoom = Math.min(1, outer.width / inner.width, outer.height / inner.height) * 0.96;
  centre(canvas, inner, zoom);
  return zoom;
}

/**
 * Puts the middle of a box into the middle of the picture, in one step: diagram-js works a zoom or a scroll out from where the
 * drawing is, and Chromium (156) tells that only with the next frame, so that of two steps the second knows nothing of the first.
 */
export function centre(canvas: Canvas, at: Box, zoom: number) {
  const { outer } = canvas.viewbox();
  const [width, height] = [outer.width / zoom, outer.height / zoom];
  canvas.viewbox({ x: at.x + (at.width - width) / 2, y: at.y + (at.height - height) / 2, width, height });
}
