/** The connection from browser to browser, in a call of two: its negotiation, its tracks, and a channel that says which are on. */
import { applyRung, type Rung } from './ladder';
import { Negotiation, type Signal } from './negotiation';
import type { CallState, Carrier, Sending, Source } from './state';

/** What the call does with it. */
export type PeerNews = {
  local(): MediaStream | null;
  signal(signal: Signal): void;
  changed(): void;
  remote(stream: MediaStream): void;
  opened(): void;
  told(what: Pick<CallState, 'otherMicrophone' | 'otherCamera' | 'otherScreen'>): void;
};

export class PeerLink implements Carrier {
  readonly patience = 2_500;
  readonly pc: RTCPeerConnection;
  readonly remote = new MediaStream();
  private negotiation: Negotiation;
  private channel: RTCDataChannel;
  private otherShares: MediaStream | null = null;

  constructor(ice: RTCConfiguration, polite: boolean, private news: PeerNews) {
    const pc = new RTCPeerConnection({ ...ice, bundlePolicy: 'max-bundle' });
    this.pc = pc;
    pc.ontrack = ({ track, transceiver }) => {
      if (track.kind === 'video' && this.pictures().indexOf(transceiver) > 0) {
        this.otherShares = new MediaStream([track]);
        return;
      }
      this.remote.addTrack(track);
      news.remote(new MediaStream(this.remote.getTracks()));
    };
    pc.onconnectionstatechange = pc.oniceconnectionstatechange = () => news.changed();
    this.channel = pc.createDataChannel('state', { negotiated: true, id: 1 });
    this.channel.onopen = () => news.opened();
    this.channel.onmessage = ({ data }) => this.told(data);
    this.negotiation = new Negotiation(pc, polite, (signal) => news.signal(signal));
    const local = news.local();
    for (const kind of ['audio', 'video'] as const) {
      const track = local?.getTracks().find((one) => one.kind === kind);
      if (track && local) pc.addTrack(track, local);
      // Only the offering side names a track it does not have; the polite side's answer receives it anyway.
      else if (!polite) pc.addTransceiver(kind, { direction: 'recvonly' });
    }
  }

  receive(signal: Signal) {
    void this.negotiation.receive(signal);
  }

  /** Both sides may ask: perfect negotiation sorts out who goes first. An offer without an answer is said again. */
  restart() {
    if (!this.negotiation.sayAgain()) this.pc.restartIce();
  }

  flows = () => this.pc.connectionState === 'connected' && this.pc.iceConnectionState !== 'disconnected';

  failed = () => this.pc.iceConnectionState === 'failed';

  stats = () => this.pc.getStats();

  limit = (rung: Rung) => applyRung(this.sender('camera'), rung);

  private sender(source: Exclude<Source, 'screen'>): RTCRtpSender | undefined {
    const kind = source === 'camera' ? 'video' : 'audio';
    const transceiver = this.pc.getTransceivers().find((one) => one.receiver.track.kind === kind && one.direction !== 'stopped');
    if (!transceiver) return undefined;
    if (transceiver.direction === 'recvonly') transceiver.direction = 'sendrecv';
    return transceiver.sender;
  }

  async send(source: Source, track: MediaStreamTrack | null) {
    if (source === 'screen') return this.sendScreen(track);
    const [sender, local] = [this.sender(source), this.news.local()];
    if (sender) await sender.replaceTrack(track).catch(() => undefined);
    else if (track && local) this.pc.addTrack(track, local);
  }

  /** The second picture; its place is made when a screen is shared for the first time. */
  private async sendScreen(track: MediaStreamTrack | null) {
    const known = this.pictures()[1];
    if (known) {
      if (track && (known.direction === 'recvonly' || known.direction === 'inactive')) known.direction = 'sendrecv';
      await known.sender.replaceTrack(track).catch(() => undefined);
    } else if (track) this.pc.addTransceiver(track, { direction: 'sendrecv' });
  }

  private pictures = () => this.pc.getTransceivers().filter((one) => one.receiver.track.kind === 'video');

  say(now: Sending) {
    if (this.channel.readyState === 'open') this.channel.send(JSON.stringify(now));
  }

  private told(data: unknown) {
    try {
      const { microphone, camera, screen } = JSON.parse(String(data)) as { microphone?: unknown; camera?: unknown; screen?: unknown };
      this.news.told({ otherMicrophone: microphone !== false, otherCamera: camera !== false, otherScreen: screen === true ? this.otherShares : null });
    } catch { /* not ours */ }
  }

  close() {
    this.negotiation.close();
    this.channel.onopen = this.channel.onmessage = null;
    this.pc.ontrack = this.pc.onconnectionstatechange = this.pc.oniceconnectionstatechange = null;
    this.pc.close();
  }
}
