/**
 * The one call of this page. It lives outside React, so that a clinician may look at another page and go on talking.
 *
 * A page enters with a name of its own and gets a generation from the server. Losing the socket keeps both, and the media
 * that flows from browser to browser meanwhile; a reload is a new page, and the other side then builds its end anew.
 * Repair goes from cheap to dear: wait, restart ICE twice, come back as a new page.
 */
import { newKey } from '@/lib/api';
import { ask, onLive, onSocket } from '@/lib/live';
import { asProblem } from '@/lib/problem';
import { iceServers, reportQuality } from '../api/call';
import type { Side } from '../api/visits';
import { applyRung, AUDIO_ONLY, Ladder, type Rung } from './ladder';
import { withPerson, withTracks, type Guest, type Person } from './people';
import { RelayLink, type PlacesNews, type RelayAnswer } from './relay';
import { safetyCode } from './safety';
import { openDevices, stopStream, VIDEO, AUDIO, whyNot, type DeviceState } from './devices';
import { Negotiation, type Signal } from './negotiation';
import { QualityMeter, sampleOf, type Quality } from './quality';

export type Phase = 'idle' | 'entering' | 'alone' | 'connecting' | 'connected' | 'interrupted' | 'replaced' | 'closed';
export type CallState = {
  visitId: string | null; side: Side | 'guest' | null; phase: Phase;
  /** Straight between two browsers, or over the hospital's relay with everybody of `people`. */
  engine: 'p2p' | 'relay'; people: Person[];
  /** One's own shared screen, and the other's in a call of two. */
  screen: MediaStream | null; otherScreen: MediaStream | null;
  /** The digits that both screens show when nobody sits in between; only from browser to browser. */
  safety: string | null;
  /** How much picture is sent (see Ladder), and whether the person asked for sound alone. */
  rung: Rung; audioOnly: boolean; facing: 'user' | 'environment';
  local: MediaStream | null; remote: MediaStream | null;
  microphone: DeviceState; camera: DeviceState;
  /** Where the other person is, and whether their microphone and camera are on. */
  other: 'absent' | 'here' | 'away'; otherMicrophone: boolean; otherCamera: boolean;
  connectedAt: number | null; quality: Quality | null; problem: string | null;
};
type Wire = { visit_id: string; from: Side; gen: number; to_gen: number; description?: RTCSessionDescriptionInit; candidate?: RTCIceCandidateInit | null };
type PeerNews = { visit_id: string; participant_id: string; gen: number; state: 'here' | 'away' | 'left' };
type Company = { participant_id: string; gen: number; name: string; role: string };
type Entered = { visit_id?: string; participant_id: string; polite: boolean; gen: number; peers: { gen: number }[]; engine?: string; company?: Company[] };
type EngineNews = { visit_id: string; engine: string; guests: Guest[] };
type Said = { visit_id: string; participant_id: string; microphone: boolean; camera: boolean; screen: boolean };

const IDLE: CallState = {
  visitId: null, side: null, phase: 'idle', local: null, remote: null, microphone: 'off', camera: 'off', other: 'absent',
  otherMicrophone: true, otherCamera: true, connectedAt: null, quality: null, problem: null,
  engine: 'p2p', people: [], screen: null, otherScreen: null, safety: null, rung: 0, audioOnly: false, facing: 'user',
};
const SAMPLE_EVERY = 2_000;
const REPORT_EVERY = 30_000;
const PATIENCE = { disconnected: 2_500, building: 6_000, between: 6_000 };

class CallSession {
  private state: CallState = IDLE;
  private listeners = new Set<() => void>();
  private off: (() => void)[] = [];
  private page = '';
  private gen = 0;
  private peerGen = 0;
  private early = 0;
  private unread: Wire[] = [];
  private seq = 0;
  private polite = true;
  private servers: RTCIceServer[] = [];
  private pc: RTCPeerConnection | null = null;
  private negotiation: Negotiation | null = null;
  private channel: RTCDataChannel | null = null;
  private link: RelayLink | null = null;
  private me = '';
  private guest = false;
  private ladder = new Ladder();
  private meter = new QualityMeter();
  private troubleSince: number | null = null;
  private lastRepair = 0;
  private repairs = 0;
  private reconnects = 0;
  private enteredAt = 0;
  private lastReport = 0;
  private setup: number | null = null;
  private entering = false;
  private wakeLock: { release(): Promise<void> } | null = null;

  read = (): CallState => this.state;
  subscribe = (listener: () => void) => {
    this.listeners.add(listener);
    return () => void this.listeners.delete(listener);
  };

  private set(change: Partial<CallState>) {
    this.state = { ...this.state, ...change };
    for (const listener of this.listeners) listener();
  }

  /** Takes camera and microphone and comes into the call; again for the same visit changes nothing. */
  async start(visitId: string, want: { microphone: boolean; camera: boolean }, as: { guest: (() => Promise<RTCIceServer[]>) | null } = { guest: null }) {
    if (this.state.visitId === visitId && this.state.phase !== 'closed' && this.state.phase !== 'replaced') return;
    this.stop();
    this.page = newKey();
    this.guest = as.guest !== null;
    this.fetchServers = as.guest ?? (() => iceServers(visitId));
    this.enteredAt = performance.now();
    this.set({ ...IDLE, visitId, phase: 'entering' });
    const [devices, servers] = await Promise.all([openDevices(want), this.fetchServers().catch(() => [])]);
    if (this.state.visitId !== visitId) return stopStream(devices.stream); // hung up while the browser asked
    this.servers = servers;
    for (const track of devices.stream.getTracks()) this.watchTrack(track);
    this.set({ local: devices.stream, microphone: devices.microphone, camera: devices.camera });
    const timer = setInterval(() => void this.look(), SAMPLE_EVERY / 2);
    const awake = () => void this.stayAwake();
    const network = () => this.hurry();
    document.addEventListener('visibilitychange', awake);
    window.addEventListener('online', network);
    this.unread = [];
    this.off = [
      onSocket<Wire>('call:signal', (wire) => this.heard(wire)),
      onSocket<PeerNews>('call:peer', (news) => this.peer(news)),
      onSocket<EngineNews>('call:engine', (news) => news.visit_id === visitId && this.carry(news.engine, news.guests)),
      onSocket<Said>('call:said', (news) => this.said(news)),
      onSocket<PlacesNews>('relay:places', (news) => news.visit_id === visitId && this.link?.show(news)),
      onSocket<RelayAnswer>('relay:answer', (reply) => void (reply.visit_id === visitId && this.link?.answer(reply).catch(() => undefined))),
      onSocket<{ visit_id: string; gen: number }>('relay:again', (news) => void (news.visit_id === visitId && news.gen === this.gen && this.relayed(true))),
      onSocket<{ visit_id: string; gen: number }>('call:replaced', (news) => this.replaced(news)),
      onSocket<{ visit_id: string }>('call:closed', ({ visit_id }) => visit_id === visitId && this.end('closed')),
      onLive(() => void this.enter()),
      () => clearInterval(timer),
      () => document.removeEventListener('visibilitychange', awake),
      () => window.removeEventListener('online', network),
    ];
    await this.stayAwake();
  }

  /** Goes out of the call and lets camera and microphone go. */
  stop() {
    if (this.state.visitId && this.state.phase !== 'idle') ask('visit:leave', { visit_id: this.state.visitId }).catch(() => undefined);
    this.end('idle');
  }

  private end(phase: 'idle' | 'closed' | 'replaced') {
    for (const off of this.off.splice(0)) off();
    this.drop();
    stopStream(this.state.local);
    stopStream(this.state.screen);
    this.ladder = new Ladder();
    void this.wakeLock?.release().catch(() => undefined);
    this.wakeLock = null;
    [this.gen, this.peerGen, this.early, this.seq, this.repairs, this.reconnects, this.lastReport, this.setup] = [0, 0, 0, 0, 0, 0, 0, null];
    this.set({ ...IDLE, phase, visitId: phase === 'idle' ? null : this.state.visitId, side: this.state.side });
  }

  /** Into the call, or back into it with a new socket. */
  private async enter() {
    const { visitId } = this.state;
    if (!visitId || this.entering) return;
    this.entering = true;
    try {
      const reply = this.guest ? await ask<Entered>('guest:enter', { page: this.page }) : await ask<Entered>('visit:enter', { visit_id: visitId, page: this.page });
      this.me = reply.participant_id;
      this.gen = reply.gen;
      this.polite = reply.polite;
      this.set({ side: this.guest ? 'guest' : reply.participant_id as Side, problem: null });
      for (const { participant_id, ...one } of reply.company ?? []) this.set({ people: withPerson(this.state.people, participant_id, one) });
      this.carry(reply.engine ?? 'p2p', []);
      if (this.state.engine === 'relay') return;
      const peer = Math.max(this.early, ...reply.peers.map((one) => one.gen));
      this.early = 0;
      if (peer > 0) this.meet(peer);
      else if (!this.pc) this.set({ phase: 'alone', other: 'absent' });
      for (const wire of this.unread.splice(0)) this.heard(wire);
    } catch (error) {
      const { code, status } = asProblem(error);
      if (status >= 400 && status < 500 && status !== 429) this.end('closed');
      else this.set({ problem: code });
    } finally {
      this.entering = false;
    }
  }

  private peer({ visit_id, participant_id, gen, state }: PeerNews) {
    if (visit_id !== this.state.visitId || participant_id === this.me) return;
    if (state === 'left') this.set({ people: this.state.people.filter((one) => one.id !== participant_id) });
    else this.set({ people: withPerson(this.state.people, participant_id, { gen, away: state === 'away', ...this.invited.get(participant_id) }) });
    if (state === 'here') this.tell();
    if (this.state.engine === 'relay') return this.company();
    if (participant_id.startsWith('guest-') || gen < this.peerGen) return;
    if (state === 'here') this.meet(gen);
    else if (state === 'away') this.set({ other: 'away' });
    else {
      this.drop();
      this.set({ phase: 'alone', other: 'absent' });
    }
  }

  /** The other side is here under this generation: a new one means a new page, whose end must be built anew. */
  private meet(gen: number) {
    if (!this.gen) {
      this.early = gen; // heard of before our own entry was acknowledged
      return;
    }
    if (gen === this.peerGen && this.pc) {
      this.set({ other: 'here' });
      if (!this.flows()) this.restart();
      return;
    }
    this.peerGen = gen;
    this.set({ other: 'here' });
    this.build();
  }

  private fetchServers: () => Promise<RTCIceServer[]> = () => Promise.resolve([]);

  // --- over the relay -------------------------------------------------------------------------------------------------
  /** Names of guests: they may be told before the guest is seen to come. */
  private readonly invited = new Map<string, { name: string; role: string }>();

  /** What carries the call has changed, or guests have: from browser to browser to the relay, and back again. */
  private carry(engine: string, guests: Guest[]) {
    for (const { participant_id, name, role, out } of guests) {
      this.invited.set(participant_id, { name, role });
      if (out) this.set({ people: this.state.people.filter((one) => one.id !== participant_id) });
      else if (this.state.people.some((one) => one.id === participant_id)) this.set({ people: withPerson(this.state.people, participant_id, { name, role }) });
    }
    if (engine === 'relay') {
      if (this.state.engine !== 'relay') {
        this.drop();
        this.set({ engine: 'relay', safety: null, otherScreen: null });
      }
      void this.relayed(false);
    } else if (this.state.engine === 'relay') {
      this.drop();
      this.peerGen = 0;
      this.set({ engine: 'p2p', people: this.state.people.filter((one) => !one.id.startsWith('guest-')) });
      void this.enter();
    }
  }

  /** One connection to the relay; built (again) unless the one there is works or is on its way. */
  private async relayed(again: boolean, takeover = false): Promise<void> {
    if (!this.gen || !this.state.visitId) return;
    if (this.link && !again && this.link.pc.connectionState !== 'failed') return this.company();
    if (this.link) this.reconnects += 1;
    this.drop();
    const link = new RelayLink(this.servers, this.state.visitId, this.gen, () => this.company(), () => void this.relayed(true, true));
    this.link = link;
    this.troubleSince = this.lastRepair = performance.now();
    this.set({ phase: this.state.connectedAt ? 'interrupted' : 'connecting' });
    for (const track of this.state.local?.getTracks() ?? []) await link.send(track.kind === 'audio' ? 'microphone' : 'camera', track);
    await link.send('screen', this.state.screen?.getVideoTracks()[0] ?? null);
    try {
      await link.offer(takeover);
      this.set({ problem: null });
    } catch (error) {
      const { code } = asProblem(error);
      this.set({ problem: code });
      if (code === 'not_in_call' || code === 'not_relayed') void this.enter();
    }
    this.tell();
  }

  /** Who is to be seen and heard now; the one whom the visit is about fills the stage. */
  private company() {
    if (this.state.engine !== 'relay') return;
    const people = withTracks(this.state.people, this.link?.shown() ?? []);
    const first = this.state.side === 'clinician' ? 'patient' : 'clinician';
    const main = people.find((one) => one.id === first) ?? people[0];
    this.set({
      people, remote: main?.stream ?? null, otherScreen: people.find((one) => one.sharing && one.screen)?.screen ?? null,
      otherMicrophone: main?.microphone ?? true, otherCamera: main?.camera ?? true, other: !main ? 'absent' : main.away ? 'away' : 'here',
    });
    this.changed();
  }

  private said({ visit_id, participant_id, microphone, camera, screen }: Said) {
    if (visit_id !== this.state.visitId || participant_id === this.me) return;
    this.set({ people: withPerson(this.state.people, participant_id, { microphone, camera, sharing: screen }) });
    this.company();
  }

  private build() {
    const again = this.pc !== null;
    this.drop();
    if (again) this.reconnects += 1;
    const pc = new RTCPeerConnection({ iceServers: this.servers, bundlePolicy: 'max-bundle' });
    this.pc = pc;
    this.troubleSince = performance.now();
    const remote = new MediaStream();
    this.set({ phase: this.state.connectedAt ? 'interrupted' : 'connecting', remote, otherMicrophone: true, otherCamera: true });
    pc.ontrack = ({ track, transceiver }) => {
      if (track.kind === 'video' && pc.getTransceivers().filter((one) => one.receiver.track.kind === 'video').indexOf(transceiver) > 0) {
        this.otherShares = new MediaStream([track]);
        return;
      }
      remote.addTrack(track);
      this.set({ remote: new MediaStream(remote.getTracks()) });
    };
    pc.onconnectionstatechange = () => this.changed();
    pc.oniceconnectionstatechange = () => this.changed();
    this.channel = pc.createDataChannel('state', { negotiated: true, id: 1 });
    this.channel.onopen = () => this.tell();
    this.channel.onmessage = ({ data }) => this.told(data);
    this.negotiation = new Negotiation(pc, this.polite, (signal) => this.send(signal));
    for (const kind of ['audio', 'video'] as const) {
      const track = this.state.local?.getTracks().find((one) => one.kind === kind);
      if (track && this.state.local) pc.addTrack(track, this.state.local);
      // Only the offering side names a track it does not have; the polite side's answer receives it anyway.
      else if (!this.polite) pc.addTransceiver(kind, { direction: 'recvonly' });
    }
  }

  private otherShares: MediaStream | null = null;

  private drop() {
    this.link?.close();
    this.link = null;
    this.otherShares = null;
    this.negotiation?.close();
    this.negotiation = null;
    if (this.channel) this.channel.onopen = this.channel.onmessage = null;
    this.channel = null;
    if (this.pc) {
      this.pc.ontrack = this.pc.onconnectionstatechange = this.pc.oniceconnectionstatechange = null;
      this.pc.close();
    }
    this.pc = null;
    this.meter = new QualityMeter();
    this.set({ remote: null, quality: null, otherScreen: null, safety: null });
  }

  private send(signal: Signal) {
    const { visitId, side } = this.state;
    if (!visitId || !side || side === 'guest' || !this.peerGen) return;
    const to: Side = side === 'patient' ? 'clinician' : 'patient';
    this.seq += 1;
    // A signal that is lost (no socket just now) is made good by the repair that follows.
    ask('call:signal', { visit_id: visitId, to, gen: this.gen, to_gen: this.peerGen, seq: this.seq, ...signal }).catch((error: unknown) => {
      if (asProblem(error).code === 'not_in_call') void this.enter();
    });
  }

  private heard(wire: Wire) {
    const { visit_id, gen, to_gen, description, candidate } = wire;
    if (!this.gen) return void this.unread.push(wire); // quicker than the acknowledgement of our own entry
    if (visit_id !== this.state.visitId || to_gen !== this.gen || gen < this.peerGen) return;
    if (gen > this.peerGen || !this.pc) this.meet(gen);
    void this.negotiation?.receive(description ? { description } : { candidate: candidate ?? null });
  }

  private flows = () => (this.link ? this.link.flows() : this.pc?.connectionState === 'connected' && this.pc.iceConnectionState !== 'disconnected');

  private changed() {
    if (this.flows()) {
      this.setup ??= Math.round(performance.now() - this.enteredAt);
      [this.troubleSince, this.repairs] = [null, 0];
      this.set({ phase: this.link && !this.state.people.length ? 'alone' : 'connected', connectedAt: this.state.connectedAt ?? Date.now() });
      if (this.pc) void this.checkSafety(this.pc);
    } else {
      this.troubleSince ??= performance.now();
      if (this.state.connectedAt && this.state.phase === 'connected') this.set({ phase: 'interrupted' });
      if (this.pc?.iceConnectionState === 'failed') this.hurry();
    }
  }

  /** The network changed or failed: do not wait for the clock. */
  private hurry() {
    if (this.troubleSince !== null) this.troubleSince = -PATIENCE.building;
    this.lastRepair = 0;
  }

  /** Every second: repair what has not healed by itself; every other: measure. */
  private async look() {
    const pc = this.link?.pc ?? this.pc;
    if (!pc) return;
    const moment = performance.now();
    const patience = this.state.connectedAt ? PATIENCE.disconnected : PATIENCE.building;
    if (!this.flows() && (this.link || this.state.other === 'here') && this.troubleSince !== null &&
        moment - this.troubleSince > patience && moment - this.lastRepair > PATIENCE.between) {
      this.lastRepair = moment;
      this.repairs += 1;
      if (this.link) return void this.relayed(true);
      if (this.repairs <= 2) this.restart();
      else this.comeAnew();
      return;
    }
    if (this.flows()) await this.measure(pc, moment);
  }

  private restart() {
    this.reconnects += 1;
    // Both sides may ask: perfect negotiation sorts out who goes first. An offer without an answer is said again.
    if (!this.negotiation?.sayAgain()) this.pc?.restartIce();
  }

  /** As a new page: both ends are built anew. */
  private comeAnew() {
    this.repairs = 0;
    this.page = newKey();
    this.peerGen = 0;
    this.drop();
    const { visitId } = this.state;
    if (visitId) this.fetchServers().then((servers) => { this.servers = servers; }, () => undefined).finally(() => void this.enter());
  }

  private async measure(pc: RTCPeerConnection, moment: number) {
    const sample = sampleOf(await pc.getStats(), moment);
    if (pc !== this.pc && pc !== this.link?.pc) return;
    this.set({ quality: this.meter.take(sample) });
    await this.climb({ loss: sample.sentLoss, kbit: sample.available }, moment);
    if (this.guest) return;
    const first = this.lastReport === 0 && sample.frames + sample.received > 0;
    if (!this.state.visitId || !(first || moment - this.lastReport > REPORT_EVERY)) return;
    this.lastReport = moment;
    const { rtt, jitter, loss, kbit } = this.state.quality ?? { rtt: null, jitter: null, loss: null, kbit: null };
    const whole = (value: number | null) => (value === null ? null : Math.round(value));
    reportQuality(this.state.visitId, {
      gen: this.gen, rtt_ms: whole(rtt), jitter_ms: whole(jitter), loss_percent: loss, kbit_s: kbit, freezes: sample.freezes,
      reconnects: this.reconnects, path: ['host', 'srflx', 'prflx', 'relay'].includes(sample.path) ? sample.path : '', setup_ms: this.setup,
    }).catch(() => undefined);
    this.setup = null;
  }

  private async climb(strain: { loss: number | null; kbit: number | null }, moment: number) {
    if (this.state.camera !== 'on') return;
    const rung = this.ladder.take(strain, moment);
    if (rung === this.state.rung) return;
    this.set({ rung });
    await applyRung(this.sender('video'), this.state.audioOnly ? AUDIO_ONLY : rung);
  }

  /** Sound alone, on both sides' wish to spare data; the ladder is asked again when it is taken back. */
  async toggleAudioOnly() {
    const audioOnly = !this.state.audioOnly;
    this.set({ audioOnly });
    await applyRung(this.sender('video'), audioOnly ? AUDIO_ONLY : this.state.rung);
    this.tell();
  }

  private async checkSafety(pc: RTCPeerConnection) {
    const safety = await safetyCode(pc.localDescription?.sdp, pc.remoteDescription?.sdp);
    if (pc === this.pc && safety !== this.state.safety) this.set({ safety });
  }

  private replaced({ visit_id, gen }: { visit_id: string; gen: number }) {
    if (visit_id === this.state.visitId && gen > this.gen) this.end('replaced');
  }

  // --- what one sends -------------------------------------------------------------------------------------------------

  toggleMicrophone() {
    const track = this.state.local?.getAudioTracks()[0];
    if (!track) return void this.open('audio');
    track.enabled = !track.enabled;
    this.set({ microphone: track.enabled ? 'on' : 'off' });
    this.tell();
  }

  /** Off lets the camera go, so that its light goes out, too. */
  async toggleCamera() {
    const track = this.state.local?.getVideoTracks()[0];
    if (!track) return this.open('video');
    await this.put('video', null);
    track.stop();
    this.state.local?.removeTrack(track);
    this.set({ camera: 'off', local: new MediaStream(this.state.local?.getTracks() ?? []) });
    this.tell();
  }

  /** Takes a device (again): the first time, after it was off, or after a phone call has taken it away. */
  private async open(kind: 'audio' | 'video') {
    let track: MediaStreamTrack | undefined;
    try {
      const fresh = await navigator.mediaDevices.getUserMedia(kind === 'audio' ? { audio: AUDIO } : { video: { ...VIDEO, facingMode: this.state.facing } });
      track = fresh.getTracks()[0];
    } catch (error) {
      this.set(kind === 'audio' ? { microphone: whyNot(error) } : { camera: whyNot(error) });
      return;
    }
    if (!track || !this.state.visitId) return track?.stop();
    this.watchTrack(track);
    const others = this.state.local?.getTracks().filter((one) => one.kind !== kind) ?? [];
    const local = new MediaStream([...others, track]);
    this.set({ local, ...(kind === 'audio' ? { microphone: 'on' } : { camera: 'on' }) });
    await this.put(kind, track);
    this.tell();
  }

  private async put(kind: 'audio' | 'video', track: MediaStreamTrack | null) {
    if (this.link) return this.link.send(kind === 'audio' ? 'microphone' : 'camera', track);
    const sender = this.sender(kind);
    if (sender) await sender.replaceTrack(track).catch(() => undefined);
    else if (track && this.state.local) this.pc?.addTrack(track, this.state.local);
  }

  /** The camera on the other side of the phone. */
  async flipCamera() {
    const before = this.state.local?.getVideoTracks()[0];
    this.set({ facing: this.state.facing === 'user' ? 'environment' : 'user' });
    before?.stop(); // a phone opens one camera at a time
    if (before) this.state.local?.removeTrack(before);
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
    if (!track || !this.state.visitId) return stopStream(screen);
    track.contentHint = 'detail';
    track.onended = () => void this.stopScreen();
    this.set({ screen });
    await this.putScreen(track);
    this.tell();
  }

  async stopScreen() {
    stopStream(this.state.screen);
    this.set({ screen: null });
    await this.putScreen(null);
    this.tell();
  }

  private async putScreen(track: MediaStreamTrack | null) {
    if (this.link) return this.link.send('screen', track);
    const known = this.pc?.getTransceivers().filter((one) => one.receiver.track.kind === 'video')[1];
    if (known) {
      if (track && (known.direction === 'recvonly' || known.direction === 'inactive')) known.direction = 'sendrecv';
      await known.sender.replaceTrack(track).catch(() => undefined);
    } else if (track) this.pc?.addTransceiver(track, { direction: 'sendrecv' });
  }

  private sender(kind: 'audio' | 'video') {
    if (this.link) return this.link.sender(kind === 'audio' ? 'microphone' : 'camera');
    const transceiver = this.pc?.getTransceivers().find((one) => one.receiver.track.kind === kind && one.direction !== 'stopped');
    if (!transceiver) return undefined;
    if (transceiver.direction === 'recvonly') transceiver.direction = 'sendrecv';
    return transceiver.sender;
  }

  private watchTrack(track: MediaStreamTrack) {
    track.onended = () => void (this.state.local?.getTracks().includes(track) && this.open(track.kind as 'audio' | 'video'));
  }

  private tell() {
    const { microphone, visitId } = this.state;
    const now = { microphone: microphone === 'on', camera: this.state.camera === 'on' && !this.state.audioOnly, screen: this.state.screen !== null };
    if (this.link && visitId && this.gen) ask('call:say', { visit_id: visitId, gen: this.gen, ...now }).catch(() => undefined);
    else if (this.channel?.readyState === 'open') this.channel.send(JSON.stringify(now));
  }

  private told(data: unknown) {
    try {
      const { microphone, camera, screen } = JSON.parse(String(data)) as { microphone?: unknown; camera?: unknown; screen?: unknown };
      this.set({ otherMicrophone: microphone !== false, otherCamera: camera !== false, otherScreen: screen === true ? this.otherShares : null });
    } catch { /* not ours */ }
  }

  private async stayAwake() {
    if (document.visibilityState !== 'visible' || !this.state.visitId || !('wakeLock' in navigator)) return;
    this.wakeLock = await navigator.wakeLock.request('screen').catch(() => null);
  }
}

export const call = new CallSession();
