/** Camera and microphone: asked for together, taken one by one when one of them is missing or refused. */
/** `busy`: another program holds it, or the system does not give it out just now. */
export type DeviceState = 'on' | 'off' | 'none' | 'denied' | 'busy';
export type Devices = { stream: MediaStream; microphone: DeviceState; camera: DeviceState };

export const AUDIO: MediaTrackConstraints = { echoCancellation: true, noiseSuppression: true, autoGainControl: true };
export const VIDEO: MediaTrackConstraints = { width: { ideal: 1280 }, height: { ideal: 720 }, frameRate: { ideal: 30, max: 30 }, facingMode: 'user' };

/** Browsers offer devices only on https and on this very machine. */
export const canCapture = () => typeof navigator !== 'undefined' && !!navigator.mediaDevices?.getUserMedia;

/** A page that a messenger or another app shows in a window of its own: camera and microphone are often kept from it. */
export const inApp = (agent: string) => /FBAN|FBAV|Instagram|Line\/|MicroMessenger|; wv\)/.test(agent);

export function whyNot(error: unknown): DeviceState {
  const name = error instanceof DOMException || error instanceof Error ? error.name : '';
  if (name === 'NotAllowedError' || name === 'SecurityError') return 'denied';
  return name === 'NotReadableError' || name === 'AbortError' ? 'busy' : 'none';
}

/** Something was plugged in or pulled out; returns how to hear of it no more. */
export function onPlugged(hear: () => void): () => void {
  const devices = navigator.mediaDevices as MediaDevices | undefined; // none on a page that is not secure
  devices?.addEventListener('devicechange', hear);
  return () => devices?.removeEventListener('devicechange', hear);
}

/** Whose way it is to allow camera and microphone that has to be shown. */
export type Kind = 'ios' | 'android' | 'desktop';
export const kindOf = (agent: string): Kind => (/iPhone|iPad|iPod/.test(agent) ? 'ios' : /Android/.test(agent) ? 'android' : 'desktop');

async function one(kind: 'audio' | 'video'): Promise<{ track: MediaStreamTrack | null; state: DeviceState }> {
  try {
    const stream = await navigator.mediaDevices.getUserMedia(kind === 'audio' ? { audio: AUDIO } : { video: VIDEO });
    return { track: stream.getTracks()[0] ?? null, state: 'on' };
  } catch (error) {
    return { track: null, state: whyNot(error) };
  }
}

/** Whatever can be had. Never throws: a call without a camera is still a call. */
export async function openDevices(want: { microphone: boolean; camera: boolean }): Promise<Devices> {
  const stream = new MediaStream();
  if (!canCapture()) return { stream, microphone: 'none', camera: 'none' };
  if (want.microphone && want.camera) {
    try {
      return { stream: await navigator.mediaDevices.getUserMedia({ audio: AUDIO, video: VIDEO }), microphone: 'on', camera: 'on' };
    } catch { /* one of the two is missing: ask for each */ }
  }
  const microphone = want.microphone ? await one('audio') : { track: null, state: 'off' as const };
  const camera = want.camera ? await one('video') : { track: null, state: 'off' as const };
  for (const { track } of [microphone, camera]) if (track) stream.addTrack(track);
  return { stream, microphone: microphone.state, camera: camera.state };
}

export function stopStream(stream: MediaStream | null | undefined) {
  for (const track of stream?.getTracks() ?? []) track.stop();
}
