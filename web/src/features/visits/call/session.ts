/**
 * The one call of this page. It lives outside React, so that a clinician may look at another page and go on talking.
 *
 * A page enters with a name of its own and gets a generation from the server. Losing the socket keeps both, and the media
 * that flows from browser to browser meanwhile; a reload is a new page, and the other side then builds its end anew.
 * Repair goes from cheap to dear: wait, restart ICE twice, come back as a new page.
 */
import { newKey } from '@/lib/api';
import { hold } from '@/lib/busy';
import { ask, onLine, onSocket } from '@/lib/live';
import { asProblem } from '@/lib/problem';
import { iceServers } from '../api/call';
import type { Side } from '../api/visits';
import { Awake } from './awake';
import { onPlugged, openDevices, stopStream } from './devices';
import { AUDIO_ONLY, Ladder } from './ladder';
import { LiveKitLink } from './livekit';
import { goneElsewhere } from './memory';
import type { Signal } from './negotiation';
import { OwnTracks } from './own';
import { ELSEWHERE, PATIENCE, SAMPLE_EVERY, UNKNOWN } from './patience';
import { PeerLink } from './peer';
import { Guests, withPerson, withTracks, type Guest } from './people';
import { QualityMeter, sampleOf } from './quality';
import { RelayLink } from './relay';
import { safetyCode } from './safety';
import { IDLE, type CallState, type Carrier, type Engine, type GroupCarrier } from './state';
import { Telemetry } from './telemetry';
import { Unseen } from './unseen';
import type { Entered, EngineNews, PeerNews, Said, Wire } from './wire';


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
  private ice: RTCConfiguration = {};
  private peer: PeerLink | null = null;
  private link: GroupCarrier | null = null;
  private me = '';
  private guest = false;
  private readonly guests = new Guests();
  private ladder = new Ladder();
  private meter = new QualityMeter();
  private troubleSince: number | null = null;
  private lastRepair = 0;
  private repairs = 0;
  private telemetry = new Telemetry();
  private entering = false;
  private awake = new Awake();
  private blank = new Unseen();
  private fetchIce: () => Promise<RTCConfiguration> = () => Promise.resolve({});

  /** Microphone, camera and screen. */
  readonly own = new OwnTracks(this);

  read = (): CallState => this.state;
  subscribe = (listener: () => void) => {
    this.listeners.add(listener);
    return () => void this.listeners.delete(listener);
  };

  set(change: Partial<CallState>) {
    this.state = { ...this.state, ...change };
    for (const listener of this.listeners) listener();
  }

  /** Takes camera and microphone and comes into the call; again for the same visit changes nothing. */
  async start(visitId: string, want: { microphone: boolean; camera: boolean }, as: { guest: (() => Promise<RTCConfiguration>) | null } = { guest: null }) {
    if (this.state.visitId === visitId && this.state.phase !== 'closed' && this.state.phase !== 'replaced') return;
    this.stop();
    this.page = newKey();
    this.guest = as.guest !== null;
    this.fetchIce = as.guest ?? (() => iceServers(visitId));
    [this.telemetry, this.blank] = [new Telemetry(performance.now()), new Unseen()];
    this.set({ ...IDLE, visitId, phase: 'entering' });
    const [devices, ice] = await Promise.all([openDevices(want), this.fetchIce().catch(() => this.fetchIce()).catch(() => UNKNOWN)]);
    if (this.state.visitId !== visitId) return stopStream(devices.stream); // hung up while the browser asked
    this.ice = ice;
    for (const track of devices.stream.getTracks()) this.own.watch(track);
    this.set({ local: devices.stream, microphone: devices.microphone, camera: devices.camera });
    const timer = setInterval(() => void this.look(), SAMPLE_EVERY / 2);
    const awake = () => { void this.awake.hold(); this.own.recover(); };
    document.addEventListener('visibilitychange', awake);
    window.addEventListener('online', this.hurry);
    this.unread = [];
    this.off = [
      hold('call'),
      onSocket<Wire>('call:signal', (wire) => this.heard(wire)),
      onSocket<PeerNews>('call:peer', (news) => this.came(news)),
      onSocket<EngineNews>('call:engine', (news) => news.visit_id === visitId && this.carry(news.engine, news.guests)),
      onSocket<Said>('call:said', (news) => this.said(news)),
      onSocket<{ visit_id: string; gen: number }>('call:replaced', (news) => this.replaced(news)),
      onSocket<{ visit_id: string }>('call:closed', ({ visit_id }) => visit_id === visitId && this.end('closed')),
      onLine(() => void this.enter()),
      () => clearInterval(timer),
      () => { document.removeEventListener('visibilitychange', awake); window.removeEventListener('online', this.hurry); },
      onPlugged(() => this.own.found()),
    ];
    await this.awake.hold();
  }

  /** Goes out of the call and lets camera and microphone go. */
  stop() {
    if (this.state.visitId && this.state.phase !== 'idle') ask('visit:leave', { visit_id: this.state.visitId }).catch(() => undefined);
    this.end('idle');
  }

  private end(phase: 'idle' | 'closed' | 'replaced') {
    for (const off of this.off.splice(0)) off();
    this.drop();
    for (const own of [this.state.local, this.state.screen]) stopStream(own);
    this.ladder = new Ladder();
    this.awake.release();
    this.telemetry = new Telemetry();
    [this.gen, this.peerGen, this.early, this.seq, this.repairs] = [0, 0, 0, 0, 0];
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
      this.carry(reply.engine, [], reply.carried);
      if (this.state.engine !== 'p2p') return;
      const peer = Math.max(this.early, ...reply.peers.map((one) => one.gen));
      this.early = 0;
      if (peer > 0) this.meet(peer);
      else if (!this.peer) this.set({ phase: 'alone', other: 'absent' });
      for (const wire of this.unread.splice(0)) this.heard(wire);
    } catch (error) {
      const problem = asProblem(error);
      this.lastRepair = performance.now();
      if (problem.status >= 400 && problem.status < 500 && problem.status !== 429) this.end('closed');
      else this.set({ problem });
    } finally {
      this.entering = false;
    }
  }

  private came({ visit_id, participant_id, gen, state }: PeerNews) {
    if (visit_id !== this.state.visitId || participant_id === this.me) return;
    if (state === 'left') this.set({ people: this.state.people.filter((one) => one.id !== participant_id) });
    else this.set({ people: withPerson(this.state.people, participant_id, { gen, away: state === 'away', ...this.guests.named(participant_id) }) });
    if (state === 'here') this.tell();
    if (this.state.engine !== 'p2p') return this.company();
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
    if (gen === this.peerGen && this.peer) {
      this.set({ other: 'here' });
      if (!this.flows()) this.restart();
      return;
    }
    this.peerGen = gen;
    this.set({ other: 'here' });
    this.build();
  }

  // --- over a media engine --------------------------------------------------------------------------------------------
  /** What carries the call has changed, or guests have. Not `carried`: the process that carried this page was started anew. */
  private carry(engine: Engine, guests: Guest[], carried = true) {
    if (guests.length) this.set({ people: this.guests.heard(this.state.people, guests) });
    const before = this.state.engine;
    if (engine !== before) {
      this.drop();
      this.set({ engine, safety: null, otherScreen: null });
    }
    if (engine !== 'p2p') void this.group(!carried);
    else if (before !== 'p2p') {
      this.peerGen = 0;
      this.set({ people: this.state.people.filter((one) => !one.id.startsWith('guest-')) });
      void this.enter();
    }
  }

  /** One connection to the engine; built (again) unless the one there is works or is on its way. */
  private async group(again: boolean, takeover = false): Promise<void> {
    const { visitId, engine } = this.state;
    if (!this.gen || !visitId || engine === 'p2p') return;
    if (this.link && !again && !this.link.failed()) return this.company();
    if (this.link) this.telemetry.reconnects += 1;
    this.drop();
    const news = { changed: () => this.company(), again: (over: boolean) => void this.group(true, over) };
    const link = engine === 'livekit' ? new LiveKitLink(visitId, this.gen, news) : new RelayLink(this.ice, visitId, this.gen, news);
    this.link = link;
    this.troubleSince = this.lastRepair = performance.now();
    this.set({ phase: this.state.connectedAt ? 'interrupted' : 'connecting' });
    for (const track of this.state.local?.getTracks() ?? []) await link.send(track.kind === 'audio' ? 'microphone' : 'camera', track);
    await link.send('screen', this.state.screen?.getVideoTracks()[0] ?? null);
    try {
      await link.connect(takeover);
      if (link === this.link) this.set({ problem: null });
    } catch (error) {
      if (link !== this.link) return; // closed on the way: something else carries the call, or it is over
      const problem = asProblem(error);
      if (ELSEWHERE.includes(problem.code)) void this.enter();
      else this.set({ problem });
    }
    this.tell();
  }

  /** Who is to be seen and heard now; the one whom the visit is about fills the stage. */
  private company() {
    if (this.state.engine === 'p2p') return;
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
    const again = this.peer !== null;
    this.drop();
    if (again) this.telemetry.reconnects += 1;
    const peer = new PeerLink(this.ice, this.polite, {
      local: () => this.state.local, signal: (signal) => this.send(signal), changed: () => this.changed(),
      remote: (remote) => this.set({ remote }), opened: () => this.tell(), told: (what) => this.set(what),
    });
    this.peer = peer;
    this.troubleSince = performance.now();
    this.set({ phase: this.state.connectedAt ? 'interrupted' : 'connecting', remote: peer.remote, otherMicrophone: true, otherCamera: true });
  }

  /** What carries the call now. */
  carrier = (): Carrier | null => this.link ?? this.peer;

  private drop() {
    this.carrier()?.close();
    this.link = this.peer = null;
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
    if (gen > this.peerGen || !this.peer) this.meet(gen);
    this.peer?.receive(description ? { description } : { candidate: candidate ?? null });
  }

  private flows = () => this.carrier()?.flows() ?? false;

  private changed() {
    if (this.flows()) {
      this.telemetry.flows(performance.now());
      [this.troubleSince, this.repairs] = [null, 0];
      this.set({ phase: this.link && !this.state.people.length ? 'alone' : 'connected', connectedAt: this.state.connectedAt ?? Date.now() });
      if (this.peer) void this.checkSafety(this.peer);
    } else {
      this.troubleSince ??= performance.now();
      if (this.state.connectedAt && this.state.phase === 'connected') this.set({ phase: 'interrupted' });
      if (this.carrier()?.failed()) this.hurry();
    }
  }

  /** The network changed or failed: do not wait for the clock. */
  private hurry = () => {
    if (this.troubleSince !== null) this.troubleSince = -PATIENCE.building;
    this.lastRepair = 0;
  };

  /** Every second: repair what has not healed by itself; every other: measure. */
  private async look() {
    const carrier = this.carrier();
    const moment = performance.now();
    if (!carrier) {
      if (this.state.problem && moment - this.lastRepair > PATIENCE.refused) void this.enter();
      return;
    }
    const patience = this.state.connectedAt ? carrier.patience : PATIENCE.building;
    if (!this.flows() && (this.link || this.state.other === 'here') && this.troubleSince !== null &&
        moment - this.troubleSince > patience && moment - this.lastRepair > PATIENCE.between) {
      this.lastRepair = moment;
      this.repairs += 1;
      if (this.link) return void this.group(true);
      if (this.repairs <= 2) this.restart();
      else this.comeAnew();
      return;
    }
    if (this.flows()) await this.measure(carrier, moment);
  }

  private restart() {
    this.telemetry.reconnects += 1;
    this.peer?.restart();
  }

  /** As a new page: both ends are built anew. */
  private comeAnew() {
    this.repairs = 0;
    this.page = newKey();
    this.peerGen = 0;
    this.drop();
    const { visitId } = this.state;
    if (visitId) this.fetchIce().then((ice) => { this.ice = ice; }, () => undefined).finally(() => void this.enter());
  }

  /** The screen shows nothing of a track, though it is there. */
  unseen = async (track: MediaStreamTrack) => {
    const carrier = this.carrier();
    if (!carrier || !this.flows() || !(await this.blank.mends(track, carrier)) || carrier !== this.carrier()) return;
    if (this.link) void this.group(true);
    else this.comeAnew();
  };

  private async measure(carrier: Carrier, moment: number) {
    const sample = sampleOf(await carrier.stats(), moment);
    if (carrier !== this.carrier()) return;
    this.set({ quality: this.meter.take(sample) });
    await this.climb({ loss: sample.sentLoss, kbit: sample.available }, moment);
    if (!this.guest && this.state.visitId) this.telemetry.take(this.state.visitId, this.gen, sample, this.state.quality);
  }

  private async climb(strain: { loss: number | null; kbit: number | null }, moment: number) {
    if (this.state.camera !== 'on') return;
    const rung = this.ladder.take(strain, moment);
    if (rung === this.state.rung) return;
    this.set({ rung });
    await this.carrier()?.limit(this.state.audioOnly ? AUDIO_ONLY : rung);
  }

  /** Sound alone, on both sides' wish to spare data; the ladder is asked again when it is taken back. */
  async toggleAudioOnly() {
    const audioOnly = !this.state.audioOnly;
    this.set({ audioOnly });
    await this.carrier()?.limit(audioOnly ? AUDIO_ONLY : this.state.rung);
    this.tell();
  }

  private async checkSafety(peer: PeerLink) {
    const safety = await safetyCode(peer.pc.localDescription?.sdp, peer.pc.remoteDescription?.sdp);
    if (peer === this.peer && safety !== this.state.safety) this.set({ safety });
  }

  private replaced({ visit_id, gen }: { visit_id: string; gen: number }) {
    if (visit_id !== this.state.visitId || gen <= this.gen) return;
    this.end('replaced');
    goneElsewhere(visit_id);
  }

  /** Tells the others which of one's tracks are on. */
  tell() {
    const { microphone, visitId } = this.state;
    const now = { microphone: microphone === 'on', camera: this.state.camera === 'on' && !this.state.audioOnly, screen: this.state.screen !== null };
    if (this.link && visitId && this.gen) ask('call:say', { visit_id: visitId, gen: this.gen, ...now }).catch(() => undefined);
    else this.peer?.say(now);
  }
}

export const call = new CallSession();
