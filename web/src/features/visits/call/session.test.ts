/** A call that nothing carries now: the refusal is said in the server's words, and it is tried again. */
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { ApiProblem } from '@/lib/problem';
import { RelayLink } from './relay';
import { call } from './session';

const wire = vi.hoisted(() => ({ ask: vi.fn(), heard: new Map<string, (data: unknown) => void>() }));
vi.mock('@/lib/live', () => ({
  ask: wire.ask,
  onSocket: (event: string, handler: (data: unknown) => void) => { wire.heard.set(event, handler); return () => undefined; },
  onLine: (handler: () => void) => { handler(); return () => undefined; },
}));
vi.mock('./devices', async (original) => ({
  ...await original<object>(), openDevices: () => Promise.resolve({ stream: { getTracks: () => [] }, microphone: 'none', camera: 'none' }), stopStream: () => undefined,
}));

const FULL = { code: 'relay_full', status: 503, detail: 'Too many calls with guests are going on.' };

beforeEach(() => {
  vi.useFakeTimers();
  wire.ask.mockReset();
});
afterEach(() => {
  call.stop();
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

it('a guest who cannot be carried is told why, and is let in when there is room', async () => {
  let full = true;
  wire.ask.mockImplementation((event: string) => (event !== 'guest:enter' ? Promise.resolve({}) : full ? Promise.reject(new ApiProblem(FULL))
    : Promise.resolve({ participant_id: 'guest-1', polite: true, gen: 1, peers: [], engine: 'p2p', company: [] })));
  await call.start('v1', { microphone: false, camera: false }, { guest: () => Promise.resolve({}) });
  await vi.advanceTimersByTimeAsync(2_000);
  expect(call.read()).toMatchObject({ phase: 'entering', problem: { code: 'relay_full', detail: FULL.detail } });
  full = false;
  await vi.advanceTimersByTimeAsync(20_000);
  expect(call.read()).toMatchObject({ side: 'guest', problem: null });
});

it('a process that refuses is not taken for dead: nothing is taken over from it', async () => {
  const one = { sender: { replaceTrack: () => Promise.resolve() }, mid: '0' };
  vi.stubGlobal('RTCRtpReceiver', { getCapabilities: () => null });
  vi.stubGlobal('RTCPeerConnection', class {
    iceGatheringState = 'complete';
    signalingState = 'have-local-offer';
    addTransceiver = () => one;
    setLocalDescription = () => Promise.resolve();
    close() { /* nothing is open */ }
  });
  wire.ask.mockResolvedValue({ relay: 'elsewhere', pending: true });
  const news = { changed: vi.fn(), again: vi.fn() };
  const [link, silent] = [new RelayLink({}, 'v1', 1, news), new RelayLink({}, 'v1', 2, news)];
  const refused = expect(silent.connect(false)).rejects.toMatchObject({ code: 'relay_full' });
  await vi.advanceTimersByTimeAsync(0);
  wire.heard.get('relay:answer')?.({ visit_id: 'v1', gen: 2, ok: false, problem: FULL });
  await refused;
  await vi.advanceTimersByTimeAsync(5_000);
  expect(news.again).not.toHaveBeenCalled();
  // Silence is another thing.
  void link.connect(false);
  await vi.advanceTimersByTimeAsync(5_000);
  expect(news.again).toHaveBeenCalledWith(true);
});
