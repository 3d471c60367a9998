/**
 * Perfect negotiation of one RTCPeerConnection (W3C WebRTC 1.0, section 10.7). The server says who is polite.
 * The impolite side makes the first offer; the polite one waits a moment for it, so that calls do not begin with a collision.
 */
export type Signal = { description?: RTCSessionDescriptionInit; candidate?: RTCIceCandidateInit | null };
export type Connection = Pick<RTCPeerConnection,
  'setLocalDescription' | 'setRemoteDescription' | 'addIceCandidate' | 'localDescription' | 'remoteDescription' | 'signalingState' |
  'onnegotiationneeded' | 'onicecandidate'>;

const FIRST_OFFER_PATIENCE = 3_000;

export class Negotiation {
  private makingOffer = false;
  private ignoreOffer = false;
  private settingAnswer = false;
  private early: (RTCIceCandidateInit | null)[] = [];
  private work: Promise<void> = Promise.resolve();
  private patience: ReturnType<typeof setTimeout> | undefined;
  private closed = false;

  constructor(private pc: Connection, private polite: boolean, private send: (signal: Signal) => void) {
    pc.onicecandidate = ({ candidate }) => !this.closed && send({ candidate: candidate ? candidate.toJSON() : null });
    pc.onnegotiationneeded = () => this.wanted();
  }

  /** Signals are taken one after the other: a candidate must not overtake its description. */
  receive(signal: Signal): Promise<void> {
    this.work = this.work.then(() => (this.closed ? undefined : this.take(signal))).catch(() => undefined);
    return this.work;
  }

  /** Our offer may have been lost on the way (the other side had no socket just then): send it once more. */
  sayAgain(): boolean {
    if (this.closed || this.pc.signalingState !== 'have-local-offer' || !this.pc.localDescription) return false;
    this.send({ description: plain(this.pc.localDescription) });
    return true;
  }

  close() {
    this.closed = true;
    clearTimeout(this.patience);
    this.pc.onicecandidate = null;
    this.pc.onnegotiationneeded = null;
  }

  private wanted() {
    if (this.closed) return;
    if (this.polite && !this.pc.remoteDescription) {
      this.patience ??= setTimeout(() => { if (!this.pc.remoteDescription) void this.offer(); }, FIRST_OFFER_PATIENCE);
      return;
    }
    void this.offer();
  }

  private async offer() {
    if (this.closed) return;
    try {
      this.makingOffer = true;
      await this.pc.setLocalDescription();
      if (this.pc.localDescription) this.send({ description: plain(this.pc.localDescription) });
    } catch { /* closed meanwhile, or a collision that the other side's offer resolves */ } finally {
      this.makingOffer = false;
    }
  }

  private async take({ description, candidate }: Signal) {
    if (description) await this.describe(description);
    else if (candidate !== undefined) await this.candidate(candidate);
  }

  private async describe(description: RTCSessionDescriptionInit) {
    const ready = !this.makingOffer && (this.pc.signalingState === 'stable' || this.settingAnswer);
    const collision = description.type === 'offer' && !ready;
    this.ignoreOffer = !this.polite && collision;
    if (this.ignoreOffer) return;
    clearTimeout(this.patience);
    this.settingAnswer = description.type === 'answer';
    try {
      await this.pc.setRemoteDescription(description); // rolls our own offer back when we are the polite side
    } finally {
      this.settingAnswer = false;
    }
    for (const waiting of this.early.splice(0)) await this.candidate(waiting);
    if (description.type !== 'offer') return;
    await this.pc.setLocalDescription();
    if (this.pc.localDescription) this.send({ description: plain(this.pc.localDescription) });
  }

  private async candidate(candidate: RTCIceCandidateInit | null) {
    if (!this.pc.remoteDescription) {
      this.early.push(candidate);
      return;
    }
    try {
      await this.pc.addIceCandidate(candidate ?? undefined);
    } catch (error) {
      if (!this.ignoreOffer) throw error;
    }
  }
}

const plain = ({ type, sdp }: RTCSessionDescription): RTCSessionDescriptionInit => ({ type, sdp });
