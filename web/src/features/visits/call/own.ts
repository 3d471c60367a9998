/** What one sends: microphone, camera and screen, switched on and off while the call goes on. */
import { blur, blurOf, wantsBlur, wishBlur } from './blur';
import { AUDIO, stopStream, VIDEO, whyNot } from './devices';
import type { CallState, Carrier, Source } from './state';

/** Shorter silences are the browser's own business (a device that starts). */
const BLINK = 700;

/** The call whose tracks these are. */
export type Sends = { read(): CallState; set(change: Partial<CallState>): void; carrier(): Carrier | null; tell(): void };

export class OwnTracks {
  constructor(private call: Sends) {}

  toggleMicrophone() {
    const track = this.call.read().local?.getAudioTracks()[0];
    if (!track) return void this.open('audio');
    track.enabled = !track.enabled;
    this.call.set({ microphone: track.enabled ? 'on' : 'off' });
    this.call.tell();
  }

  /** Off lets the camera go, so that its light goes out, too. */
  async toggleCamera() {
    const track = this.call.read().local?.getVideoTracks()[0];
    if (!track) return this.open('video');
    await this.put('camera', null);
    track.stop();
    this.call.read().local?.removeTrack(track);
    this.call.set({ camera: 'off', local: new MediaStream(this.call.read().local?.getTracks() ?? []) });
    this.call.tell();
  }

  /** Takes a device (again): the first time, after it was off, or after a phone call has taken it away. */
  private async open(kind: 'audio' | 'video', enabled = true) {
    let track: MediaStreamTrack | undefined;
    try {
      const fresh = await navigator.mediaDevices.getUserMedia(kind === 'audio' ? { audio: AUDIO } : { video: { ...VIDEO, facingMode: this.call.read().facing } });
      track = fresh.getTracks()[0];
    } catch (error) {
      this.call.set(kind === 'audio' ? { microphone: whyNot(error) } : { camera: whyNot(error) });
      return;
    }
    if (!track || !this.call.read().visitId) return track?.stop();
    this.watch(track);
    track.enabled = enabled; // who was muted before the phone rang is muted after it
    const others = this.call.read().local?.getTracks().filter((one) => one.kind !== kind) ?? [];
    const local = new MediaStream([...others, track]);
    this.call.set({ local, ...(kind === 'audio' ? { microphone: enabled ? 'on' : 'off' } : { camera: 'on' }) });
    await this.put(kind === 'audio' ? 'microphone' : 'camera', track);
    this.call.tell();
  }

  /** A device was plugged in, or given back by another program: what is missing is tried again, by itself. */
  found() {
    const { microphone, camera } = this.call.read();
    if (microphone === 'none' || microphone === 'busy') void this.open('audio');
    if (camera === 'none' || camera === 'busy') void this.open('video');
  }

  /** The camera on the other side of the phone. */
  async flipCamera() {
    const before = this.call.read().local?.getVideoTracks()[0];
    this.call.set({ facing: this.call.read().facing === 'user' ? 'environment' : 'user' });
    before?.stop(); // a phone opens one camera at a time
    if (before) this.call.read().local?.removeTrack(before);
    await this.open('video');
  }

  /** Shows a screen or a window to the others, until it is stopped here or in the browser's own bar. */
  async shareScreen() {
    let screen: MediaStream;
    try {
      screen = await navigator.mediaDevices.getDisplayMedia({ video: { frameRate: { max: 15 } }, audio: false });
    } catch {
      return; // thought better of it
    }
    const track = screen.getVideoTracks()[0];
    if (!track || !this.call.read().visitId) return stopStream(screen);
    track.contentHint = 'detail';
    track.onended = () => void this.stopScreen();
    this.call.set({ screen });
    await this.put('screen', track);
    this.call.tell();
  }

  async stopScreen() {
    stopStream(this.call.read().screen);
    this.call.set({ screen: null });
    await this.put('screen', null);
    this.call.tell();
  }

  private put = async (source: Source, track: MediaStreamTrack | null) => this.call.carrier()?.send(source, track);

  /** The own background out of focus, or clear again; the next call begins so, too. */
  async toggleBlur() {
    const track = this.call.read().local?.getVideoTracks()[0];
    if (!track) return;
    const on = this.call.read().blur !== 'on';
    wishBlur(on);
    this.call.set({ blur: await blur(track, on) });
  }

  private async blurred(track: MediaStreamTrack) {
    track.addEventListener('configurationchange', () => this.call.set({ blur: blurOf(track) })); // switched in the system
    this.call.set({ blur: wantsBlur() ? await blur(track, true) : blurOf(track) });
  }

  /**
   * A track that ends by itself (a phone call, a pulled plug) is asked for again. One that the system has muted (a phone call
   * on iOS, another app) says that it is live again when it is not: it is taken anew as soon as the page is there to do so.
   */
  watch(track: MediaStreamTrack) {
    if (track.kind === 'video') void this.blurred(track);
    track.onended = () => void (this.mine(track) && this.open(track.kind as 'audio' | 'video'));
    track.onmute = () => { this.silenced.set(track, Date.now()); };
    track.onunmute = () => this.recover();
  }

  private silenced = new Map<MediaStreamTrack, number>();

  private mine = (track: MediaStreamTrack) => this.call.read().local?.getTracks().includes(track) ?? false;

  /** Takes anew what the system took away for longer than a blink. The old track is let go first: a phone gives a device once. */
  recover() {
    if (document.visibilityState !== 'visible') return;
    for (const [track, since] of this.silenced) {
      this.silenced.delete(track);
      if (!this.mine(track) || Date.now() - since < BLINK) continue;
      track.onended = null;
      track.stop();
      void this.open(track.kind as 'audio' | 'video', track.enabled);
    }
  }
}
