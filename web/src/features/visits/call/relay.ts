/**
 * The page's one connection to the relay, for calls with three people and more. It is offered whole, with places for everybody
 * who may come; what changes later needs no new negotiation, only news of which place shows whom. A connection that fails is
 * built anew: the relay cannot restart ICE.
 */
import { ask, onSocket } from '@/lib/live';
import { ApiProblem, type ProblemBody } from '@/lib/problem';
import { applyRung, type Rung } from './ladder';
import type { GroupCarrier, GroupNews, Shown, Source } from './state';

type Place = { mid: string; participant: string; source: Source };
type News = { visit_id: string; gen: number };
type PlacesNews = News & { places: Place[] };
type RelayAnswer = { visit_id?: string; gen?: number; relay: string; sdp?: string; pending?: boolean; problem?: ProblemBody };

const PEOPLE = 6;
const SCREENS = 3;
const MOST_BITS = 600_000;
const UNANSWERED = 2_500;

/** The relay forwards one codec of each kind; naming only those keeps the offer small, too. */
function only(transceiver: RTCRtpTransceiver, kind: 'audio' | 'video') {
  const wanted = kind === 'audio' ? ['audio/opus'] : ['video/VP8', 'video/rtx'];
  const codecs = RTCRtpReceiver.getCapabilities(kind)?.codecs.filter((codec) => wanted.some((one) => one.toLowerCase() === codec.mimeType.toLowerCase()));
  if (codecs?.length) transceiver.setCodecPreferences(codecs);
}

export class RelayLink implements GroupCarrier {
  /** A browser calls a connection lost after seconds of silence; the relay cannot restart ICE, so nothing is to be waited for. */
  readonly patience = 500;
  readonly pc: RTCPeerConnection;
  private off: (() => void)[];
  private sends: Record<Source, RTCRtpTransceiver>;
  private pairs: [RTCRtpTransceiver, RTCRtpTransceiver][];
  private screens: RTCRtpTransceiver[];
  private places: Place[] = [];
  private closed = false;
  private replied: (reply: RelayAnswer) => void = () => undefined;

  constructor(ice: RTCConfiguration, private visitId: string, private gen: number, private news: GroupNews) {
    const ours = (told: { visit_id?: string; gen?: number }) => told.visit_id === visitId && told.gen === gen;
    this.off = [
      onSocket<PlacesNews>('relay:places', (told) => { if (ours(told)) this.show(told); }),
      onSocket<RelayAnswer>('relay:answer', (reply) => { if (ours(reply)) this.replied(reply); }),
      onSocket<News>('relay:again', (told) => { if (ours(told)) news.again(false); }),
    ];
    this.pc = new RTCPeerConnection({ ...ice, bundlePolicy: 'max-bundle' });
    const make = (kind: 'audio' | 'video', direction: RTCRtpTransceiverDirection) => {
      const one = this.pc.addTransceiver(kind, { direction });
      only(one, kind);
      return one;
    };
    this.sends = { microphone: make('audio', 'sendonly'), camera: make('video', 'sendonly'), screen: make('video', 'sendonly') };
    this.pairs = Array.from({ length: PEOPLE }, () => [make('audio', 'recvonly'), make('video', 'recvonly')]);
    this.screens = Array.from({ length: SCREENS }, () => make('video', 'recvonly'));
    this.pc.onconnectionstatechange = this.pc.oniceconnectionstatechange = () => { if (!this.closed) news.changed(); };
  }

  /** Offers and takes the answer, which comes at once or, from another process, a little later. */
  async connect(takeover: boolean): Promise<void> {
    const later = new Promise<RelayAnswer>((done) => { this.replied = done; });
    await this.pc.setLocalDescription();
    await gathered(this.pc);
    const mid = (one: RTCRtpTransceiver) => String(one.mid);
    const reply = await ask<RelayAnswer>('relay:offer', {
      visit_id: this.visitId, gen: this.gen, sdp: this.pc.localDescription?.sdp ?? '',
      sends: { microphone: mid(this.sends.microphone), camera: mid(this.sends.camera), screen: mid(this.sends.screen) },
      pairs: this.pairs.map(([sound, picture]) => [mid(sound), mid(picture)]), screens: this.screens.map(mid), takeover,
    });
    if (!reply.pending) return this.answer(reply);
    // Another process carries the call; when it says nothing it has died, and the next try goes to whoever hears it.
    const silent = new Promise<null>((done) => { setTimeout(() => done(null), UNANSWERED); });
    const said = await Promise.race([later, silent]);
    if (said) return this.answer(said);
    if (!this.closed) this.news.again(true);
  }

  /** A process that refuses lives: what it says is said, and the call is not taken over from it. */
  private async answer({ sdp, problem }: RelayAnswer): Promise<void> {
    if (problem) throw new ApiProblem(problem);
    if (this.closed || !sdp || this.pc.signalingState !== 'have-local-offer') return;
    await this.pc.setRemoteDescription({ type: 'answer', sdp });
    await this.hold();
  }

  private show({ places }: PlacesNews) {
    this.places = places;
    this.news.changed();
  }

  shown(): Shown[] {
    const all = [...this.pairs.flat(), ...this.screens];
    return this.places.flatMap(({ mid, participant, source }) => {
      const track = all.find((one) => one.mid === mid)?.receiver.track;
      return track ? [{ participant, source, track }] : [];
    });
  }

  async send(source: Source, track: MediaStreamTrack | null) {
    await this.sends[source].sender.replaceTrack(track).catch(() => undefined);
  }

  limit = (rung: Rung) => applyRung(this.sends.camera.sender, rung);

  stats = () => this.pc.getStats();

  /** Nobody but the sender can slow a sender down here: each picture is held to what several viewers can take. */
  private async hold() {
    for (const source of ['camera', 'screen'] as const) {
      const { sender } = this.sends[source];
      const parameters = sender.getParameters();
      for (const encoding of parameters.encodings) encoding.maxBitrate = MOST_BITS * (source === 'screen' ? 2 : 1);
      if (parameters.encodings.length) await sender.setParameters(parameters).catch(() => undefined);
    }
  }

  failed = () => this.pc.connectionState === 'failed';

  flows = () => this.pc.connectionState === 'connected' && this.pc.iceConnectionState !== 'disconnected';

  close() {
    this.closed = true;
    for (const off of this.off) off();
    this.pc.close();
  }
}

/** Candidates go with the offer: the relay's side takes no later ones. A second is enough for what is near. */
function gathered(pc: RTCPeerConnection): Promise<void> {
  if (pc.iceGatheringState === 'complete') return Promise.resolve();
  return new Promise((resolve) => {
    const done = () => { clearTimeout(timer); resolve(); };
    const timer = setTimeout(done, 1_000);
    pc.addEventListener('icegatheringstatechange', () => { if (pc.iceGatheringState === 'complete') done(); });
  });
}
