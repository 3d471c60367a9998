/** LiveKit with the face of the other engines: what the session asks of a carrier, on a stand-in for LiveKit's room. */
import { beforeEach, expect, it, vi } from 'vitest';
import { AUDIO_ONLY } from './ladder';
import { LiveKitLink } from './livekit';

const kit = vi.hoisted(() => {
  class LocalVideoTrack {
    quality: number[] = [];
    paused = false;
    constructor(public mediaStreamTrack: unknown) {}
    replaceTrack(track: unknown) { this.mediaStreamTrack = track; return Promise.resolve(); }
    pauseUpstream() { this.paused = true; return Promise.resolve(); }
    resumeUpstream() { this.paused = false; return Promise.resolve(); }
    setPublishingQuality(quality: number) { this.quality.push(quality); }
    getRTCStatsReport() { return Promise.resolve(new Map([['pair', { type: 'candidate-pair' }], ['out', { type: 'outbound-rtp' }]])); }
  }
  class Room {
    static last: Room;
    static refuses = false;
    state = 'disconnected';
    handlers = new Map<string, () => void>();
    given: unknown[] = [];
    remoteParticipants = new Map<string, unknown>();
    localParticipant = {
      trackPublications: new Map<string, { source: string; track: LocalVideoTrack }>(),
      publishTrack: (track: { id: string }, { source }: { source: string }) => {
        this.localParticipant.trackPublications.set(source, { source, track: new LocalVideoTrack(track) });
        return Promise.resolve();
      },
      unpublishTrack: (track: LocalVideoTrack) => {
        for (const [source, one] of this.localParticipant.trackPublications) if (one.track === track) this.localParticipant.trackPublications.delete(source);
        return Promise.resolve();
      },
    };
    constructor(public options: unknown) { Room.last = this; }
    on(event: string, handler: () => void) { this.handlers.set(event, handler); }
    connect(...given: unknown[]) {
      if (Room.refuses) return Promise.reject(new Error('not allowed'));
      this.given = given;
      this.state = 'connected';
      return Promise.resolve();
    }
    disconnect() { this.state = 'disconnected'; return Promise.resolve(); }
  }
  const RoomEvent = { TrackSubscribed: 'a', TrackUnsubscribed: 'b', ParticipantDisconnected: 'c', ConnectionStateChanged: 'd', Disconnected: 'e' };
  return { Room, LocalVideoTrack, RoomEvent, VideoQuality: { LOW: 0, MEDIUM: 1, HIGH: 2 } };
});
const ask = vi.hoisted(() => vi.fn());
vi.mock('livekit-client', () => kit);
vi.mock('@/lib/live', () => ({ ask, onSocket: () => () => undefined }));

const track = (id: string) => ({ id }) as unknown as MediaStreamTrack;
const news = { changed: vi.fn(), again: vi.fn() };
const sends = () => Object.fromEntries([...kit.Room.last.localParticipant.trackPublications].map(([source, one]) => [source, (one.track.mediaStreamTrack as { id: string }).id]));

beforeEach(() => {
  vi.clearAllMocks();
  kit.Room.refuses = false;
  ask.mockResolvedValue({ url: 'wss://livekit.example.org', token: 'for-a-minute' });
});

it('comes in with a ticket, sends what was wanted before, and follows what is wanted later', async () => {
  const link = new LiveKitLink('v1', 3, news);
  await link.send('microphone', track('m1'));
  await link.send('camera', track('c1'));
  await link.send('screen', null);
  expect(link.flows()).toBe(false);
  await link.connect();
  expect(ask).toHaveBeenCalledWith('livekit:ticket', { visit_id: 'v1', gen: 3 });
  expect(kit.Room.last.given.slice(0, 2)).toEqual(['wss://livekit.example.org', 'for-a-minute']);
  await vi.waitFor(() => expect(sends()).toEqual({ microphone: 'm1', camera: 'c1' }));
  expect([link.flows(), link.failed()]).toEqual([true, false]);
  await Promise.all([link.send('camera', null), link.send('camera', track('c2')), link.send('screen', track('s1'))]);
  expect(sends()).toEqual({ microphone: 'm1', camera: 'c2', screen_share: 's1' });
});

it('shows who sends what, counts once what belongs to the whole connection, and takes less picture', async () => {
  const link = new LiveKitLink('v1', 1, news);
  await link.send('camera', track('c1'));
  await link.connect();
  await vi.waitFor(() => expect(sends()).toEqual({ camera: 'c1' }));
  const theirs = new Map([['x', { source: 'microphone', track: new kit.LocalVideoTrack(track('t1')) }], ['y', { source: 'unknown', track: null }]]);
  kit.Room.last.remoteParticipants.set('guest-7', { identity: 'guest-7', trackPublications: theirs });
  expect(link.shown()).toEqual([{ participant: 'guest-7', source: 'microphone', track: { id: 't1' } }]);
  const seen: string[] = [];
  (await link.stats()).forEach((_, id) => void seen.push(id));
  expect(seen).toEqual(['pair', 'out']);
  const camera = kit.Room.last.localParticipant.trackPublications.get('camera')!.track;
  await link.limit(2);
  await link.limit(AUDIO_ONLY);
  expect([camera.quality, camera.paused]).toEqual([[0], true]);
  await link.limit(0);
  expect([camera.quality, camera.paused]).toEqual([[0, 2], false]);
});

it('says that it failed when LiveKit does not let it in or puts it out, and nothing after it was closed', async () => {
  kit.Room.refuses = true;
  const refused = new LiveKitLink('v1', 1, news);
  await expect(refused.connect()).rejects.toMatchObject({ code: 'livekit_unavailable' });
  expect(refused.failed()).toBe(true);
  kit.Room.refuses = false;
  const link = new LiveKitLink('v1', 1, news);
  await link.connect();
  kit.Room.last.handlers.get('e')!();
  expect(link.failed()).toBe(true);
  link.close();
  news.changed.mockClear();
  kit.Room.last.handlers.get('d')!();
  expect([news.changed.mock.calls.length, kit.Room.last.state]).toEqual([0, 'disconnected']);
});
