/** A picture that is decoded and never shown gets another connection; one that is only late, or still missing, does not. */
import { act, render } from '@testing-library/react';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { Video } from '../components/Video';
import type { Carrier } from './state';
import { BLANK_EVERY, Unseen } from './unseen';

const track = (change: Partial<MediaStreamTrack> = {}) => ({ id: 't1', kind: 'video', readyState: 'live', muted: false, ...change }) as MediaStreamTrack;
const carrier = (frames: () => number, id = 't1') => ({
  stats: () => Promise.resolve(new Map<string, { type: string }>([
    ['a', { type: 'outbound-rtp' }], ['b', { type: 'inbound-rtp', trackIdentifier: id, framesDecoded: frames() } as { type: string }],
  ])),
}) as unknown as Carrier;

beforeEach(() => { vi.useFakeTimers(); });
afterEach(() => { vi.useRealTimers(); vi.restoreAllMocks(); });

it('builds anew when frames are decoded from one word to the next, and three times in a call at most', async () => {
  let frames = 0;
  const [one, many] = [new Unseen(), carrier(() => (frames += 40))];
  expect(await one.mends(track(), many)).toBe(false); // the first word says nothing yet
  const said = [];
  for (let n = 0; n < 5; n += 1) said.push(await one.mends(track(), many));
  expect(said).toEqual([true, true, true, false, false]);
});

it('waits while hardly anything is decoded, and does not count the frames of another track', async () => {
  let frames = 0;
  const few = new Unseen();
  for (let n = 0; n < 4; n += 1) expect(await few.mends(track(), carrier(() => (frames += 3)))).toBe(false);
  const other = new Unseen();
  for (let n = 0; n < 4; n += 1) expect(await other.mends(track(), carrier(() => (frames += 40), 't2'))).toBe(false);
});

function shown({ width = 0, paused = false, ...change }: { width?: number; paused?: boolean } & Partial<MediaStreamTrack>) {
  vi.spyOn(HTMLMediaElement.prototype, 'play').mockResolvedValue();
  vi.spyOn(HTMLMediaElement.prototype, 'paused', 'get').mockReturnValue(paused);
  Object.defineProperty(HTMLVideoElement.prototype, 'videoWidth', { value: width, configurable: true }); // the page of a test has none
  const onBlank = vi.fn();
  const stream = new MediaStream();
  stream.getVideoTracks = () => [track(change)];
  const page = render(<Video stream={stream} label="Picture" className={undefined} onBlank={onBlank} />);
  act(() => { vi.advanceTimersByTime(BLANK_EVERY * 3 + 10); });
  page.unmount();
  vi.advanceTimersByTime(BLANK_EVERY * 3);
  return onBlank.mock.calls.length;
}

it('an element says so while it plays and shows nothing of a live track, and only then', () => {
  expect(shown({})).toBe(3);
  expect(shown({ width: 640 })).toBe(0);
  expect(shown({ paused: true })).toBe(0);
  expect(shown({ muted: true })).toBe(0);
  expect(shown({ readyState: 'ended' })).toBe(0);
});
