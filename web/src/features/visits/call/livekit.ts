/**
 * The page's way into a call that LiveKit carries, with the same face as the relay's. The hub says who is in the call and
 * gives the ticket; LiveKit's own code, which is large, is fetched only for such a call.
 */
import type { LocalTrack, Room, TrackPublication } from 'livekit-client';
import { ask } from '@/lib/live';
import { ApiProblem } from '@/lib/problem';
import { AUDIO_ONLY, type Rung } from './ladder';
import type { Stats } from './quality';
import type { GroupCarrier, GroupNews, Shown, Source } from './state';

type Kit = typeof import('livekit-client');
type Ticket = { url: string; token: string };
const SOURCES = { microphone: 'microphone', camera: 'camera', screen: 'screen_share' } as const;
const OURS: Record<string, Source> = { microphone: 'microphone', camera: 'camera', screen_share: 'screen' };

export class LiveKitLink implements GroupCarrier {
  /** LiveKit's own code resumes first. */
  readonly patience = 10_000;
  private kit: Kit | null = null;
  private room: Room | null = null;
  private sends = new Map<Source, MediaStreamTrack | null>();
  private work: Promise<unknown> = Promise.resolve();
  private closed = false;
  private over = false;

  constructor(private visitId: string, private gen: number, private news: GroupNews) {}

  async connect(): Promise<void> {
    const [kit, { url, token }] = await Promise.all([import('livekit-client'), ask<Ticket>('livekit:ticket', { visit_id: this.visitId, gen: this.gen })]);
    if (this.closed) return;
    // Our own elements play the tracks, so LiveKit cannot see how large they are; it sends what the connection takes.
    const room = new kit.Room({ adaptiveStream: false, dynacast: true, stopLocalTrackOnUnpublish: false });
    [this.kit, this.room] = [kit, room];
    const { RoomEvent } = kit;
    const changed = () => { if (!this.closed) this.news.changed(); };
    for (const event of [RoomEvent.TrackSubscribed, RoomEvent.TrackUnsubscribed, RoomEvent.ParticipantDisconnected, RoomEvent.ConnectionStateChanged]) room.on(event, changed);
    room.on(RoomEvent.Disconnected, () => { this.over = true; changed(); });
    try {
      await room.connect(url, token, { maxRetries: 1 });
    } catch {
      this.over = true;
      throw new ApiProblem({ code: 'livekit_unavailable', status: 503 });
    }
    for (const source of this.sends.keys()) void this.put(source);
    changed();
  }

  shown(): Shown[] {
    return [...this.room?.remoteParticipants.values() ?? []].flatMap(({ identity, trackPublications }) =>
      [...trackPublications.values()].flatMap(({ source, track }: TrackPublication) => {
        const ours = OURS[source];
        return ours && track ? [{ participant: identity, source: ours, track: track.mediaStreamTrack }] : [];
      }));
  }

  async send(source: Source, track: MediaStreamTrack | null) {
    this.sends.set(source, track);
    if (this.room?.state === 'connected') await this.put(source);
  }

  /** One after the other: what is wanted last is what is sent in the end. */
  private put(source: Source): Promise<unknown> {
    this.work = this.work.then(() => this.bring(source)).catch(() => undefined);
    return this.work;
  }

  private async bring(source: Source) {
    const [track, me] = [this.sends.get(source) ?? null, this.room?.localParticipant];
    const here = this.sent(source);
    if (!me || this.closed || here?.mediaStreamTrack === track) return;
    if (here && track) await here.replaceTrack(track, true);
    else if (here) await me.unpublishTrack(here, false);
    else if (track) await me.publishTrack(track, { source: SOURCES[source] as never, simulcast: source === 'camera' });
  }

  private sent(source: Source): LocalTrack | undefined {
    const found = [...this.room?.localParticipant.trackPublications.values() ?? []].find((one) => one.source === SOURCES[source]);
    return found?.track;
  }

  async limit(rung: Rung) {
    const camera = this.sent('camera');
    if (!camera || !this.kit) return;
    if (rung === AUDIO_ONLY) return camera.pauseUpstream();
    await camera.resumeUpstream();
    const { VideoQuality, LocalVideoTrack } = this.kit;
    if (camera instanceof LocalVideoTrack) camera.setPublishingQuality([VideoQuality.HIGH, VideoQuality.MEDIUM, VideoQuality.LOW][rung]!);
  }

  async stats(): Promise<Stats> {
    const all = [this.room?.localParticipant, ...this.room?.remoteParticipants.values() ?? []];
    const tracks = all.flatMap((one) => [...one?.trackPublications.values() ?? []]).flatMap(({ track }: TrackPublication) => (track ? [track] : []));
    const found: Parameters<Parameters<Stats['forEach']>[0]>[] = [];
    for (const report of await Promise.all(tracks.map((track) => track.getRTCStatsReport()))) report?.forEach((stat, id: string) => found.push([stat, id]));
    return new Map(found.map(([stat, id]) => [id, stat])); // what is of the whole connection comes with each track, and counts once
  }

  /** Media goes on while only the signals are lost. */
  flows = () => this.room?.state === 'connected' || this.room?.state === 'signalReconnecting';

  failed = () => this.over;

  close() {
    this.closed = true;
    void this.room?.disconnect(false).catch(() => undefined);
  }
}
