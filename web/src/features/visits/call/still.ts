/**
 * A photo from one's own camera while the call goes on. Taken here and not from what the other side receives: the call sends
 * less than the camera gives, and less still on a weak line. Where the browser can (ImageCapture: Chrome, Android), the camera
 * takes a photo at its own size; elsewhere the call's track is raised for a moment and one frame of it is drawn.
 */
import { jpeg, picture } from '@/lib/pictures';

/** How many points per side are worth asking for: more than any screen shows, and little enough to send. */
const LONG = 3000;
const PATIENCE = 4_000;

type Capture = { takePhoto: () => Promise<Blob> };
declare const ImageCapture: (new (track: MediaStreamTrack) => Capture) | undefined;

export async function still(track: MediaStreamTrack): Promise<Blob> {
  return (await photographed(track)) ?? (await drawn(track));
}

/** The camera's own photo; null where the browser or the camera cannot, or takes too long. */
async function photographed(track: MediaStreamTrack): Promise<Blob | null> {
  if (typeof ImageCapture === 'undefined') return null;
  const taken = await inTime(new ImageCapture(track).takePhoto()).catch(() => null);
  const found = taken && (await picture(taken));
  return found ? jpeg(found, 'photo') : null;
}

async function drawn(track: MediaStreamTrack): Promise<Blob> {
  const before = track.getConstraints();
  await track.applyConstraints(raised(before, track.getCapabilities?.() ?? {})).catch(() => undefined);
  const video = document.createElement('video');
  try {
    return await jpeg(await frame(video, track), 'photo');
  } finally {
    video.srcObject = null; // one that plays is never thrown away, and goes on taking pictures
    void track.applyConstraints(before).catch(() => undefined);
  }
}

/** The same camera with as many points as it has, up to LONG. */
export function raised(before: MediaTrackConstraints, can: MediaTrackCapabilities): MediaTrackConstraints {
  const [width, height] = [can.width?.max ?? 0, can.height?.max ?? 0];
  if (!width || !height) return before;
  const scale = Math.min(1, LONG / Math.max(width, height));
  return { ...before, width: { ideal: Math.round(width * scale) }, height: { ideal: Math.round(height * scale) } };
}

async function frame(video: HTMLVideoElement, track: MediaStreamTrack): Promise<HTMLVideoElement> {
  video.muted = video.playsInline = true;
  video.srcObject = new MediaStream([track]);
  await inTime(video.play());
  if (!video.videoWidth) await inTime(new Promise((done) => video.addEventListener('loadeddata', done, { once: true })));
  return video;
}

/** A camera that another app has taken gives nothing and says nothing: then it has failed, and the person can choose. */
function inTime<Found>(found: Promise<Found>): Promise<Found> {
  return Promise.race([found, new Promise<never>((_, fail) => { setTimeout(() => fail(new Error('late')), PATIENCE); })]);
}
