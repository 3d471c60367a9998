/**
 * One's own background out of focus, done by the browser or the system itself (MediaStreamTrack `backgroundBlur`, W3C Media
 * Capture Extensions): no picture leaves the device for it. Where that is missing, it is said so. The wish is kept on the device.
 */
export type Blur = 'on' | 'off' | 'none';
type Blurring = { backgroundBlur?: boolean };
const KEY = 'wardline.blur';

export function wantsBlur(): boolean {
  try {
    return localStorage.getItem(KEY) === 'on';
  } catch {
    return false; // private mode
  }
}

export function wishBlur(on: boolean) {
  try {
    localStorage.setItem(KEY, on ? 'on' : 'off');
  } catch { /* private mode: asked again next time */ }
}

/** How the track is now; `none`: neither this browser nor this camera can. */
export function blurOf(track: MediaStreamTrack): Blur {
  const can = (track.getCapabilities?.() as { backgroundBlur?: boolean[] } | undefined)?.backgroundBlur;
  if (!can?.includes(true)) return 'none';
  return (track.getSettings() as Blurring).backgroundBlur ? 'on' : 'off';
}

/** Blurs or not, and says how it is then: the system may insist on the one or the other. */
export async function blur(track: MediaStreamTrack, on: boolean): Promise<Blur> {
  const before = blurOf(track);
  if (before === 'none' || (before === 'on') === on) return before;
  const wanted: MediaTrackConstraints & Blurring = { ...track.getConstraints(), backgroundBlur: on };
  await track.applyConstraints(wanted).catch(() => undefined);
  return blurOf(track);
}
