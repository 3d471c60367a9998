/** Pictures from a camera or a file: cut and made small in the browser, so that nothing else of them is sent. */
export type Shape = 'square' | 'page' | 'photo';
const SIDE: Record<Shape, number> = { square: 640, page: 2000, photo: 3000 };
const FINE: Partial<Record<Shape, number>> = { photo: 0.92 };

type Drawable = CanvasImageSource & { width?: number; height?: number };

function sizeOf(source: Drawable): [number, number] {
  return source instanceof HTMLVideoElement ? [source.videoWidth, source.videoHeight] : [Number(source.width), Number(source.height)];
}

/**
 * A JPEG of `source`: for `square` the part around `at` (0..1 of what is left over, per axis) enlarged by `zoom`, at most 640 px;
 * for `page` the whole of it, at most 2000 px on the longer side, for `photo` 3000 px and finer. Turned by `turns` quarters.
 */
export async function jpeg(source: Drawable, shape: Shape, { zoom = 1, at = [0.5, 0.5], turns = 0 }: { zoom?: number; at?: [number, number]; turns?: number } = {}): Promise<Blob> {
  const [width, height] = sizeOf(source);
  const side = Math.min(width, height) / zoom;
  const [w, h] = shape === 'square' ? [side, side] : [width, height];
  const scale = Math.min(1, SIDE[shape] / Math.max(w, h));
  const [outW, outH] = [Math.round(w * scale), Math.round(h * scale)];
  const canvas = document.createElement('canvas');
  [canvas.width, canvas.height] = turns % 2 ? [outH, outW] : [outW, outH];
  const context = canvas.getContext('2d');
  if (!context) throw new Error('no canvas');
  context.translate(canvas.width / 2, canvas.height / 2);
  context.rotate((turns * Math.PI) / 2);
  context.drawImage(source, (width - w) * at[0], (height - h) * at[1], w, h, -outW / 2, -outH / 2, outW, outH);
  const blob = await new Promise<Blob | null>((done) => canvas.toBlob(done, 'image/jpeg', FINE[shape] ?? 0.85));
  if (!blob) throw new Error('no picture');
  return blob;
}

/** A file as something that can be drawn, the right way up; null when it is no picture. */
export async function picture(file: Blob): Promise<ImageBitmap | null> {
  try {
    return await createImageBitmap(file, { imageOrientation: 'from-image' });
  } catch {
    return null;
  }
}
