/** The rules of a call that need no camera: the ladder of low data, the safety code, what is pre-selected, who is shown. */
import { describe, expect, it, vi } from 'vitest';
import { turnsOf, withLine, type Line } from './captions';
import { suggested } from './choice';
import { inApp } from './devices';
import { AUDIO_ONLY, Ladder } from './ladder';
import { withPerson, withTracks } from './people';
import { safetyCode } from './safety';
import { raised, still } from './still';

describe('the ladder of low data', () => {
  it('goes down to sound alone while it is bad, and back up while it is good, never at once', () => {
    const ladder = new Ladder();
    const rungs = (from: number, seconds: number, strain: { loss: number | null; kbit: number | null }) =>
      Array.from({ length: seconds }, (_, second) => ladder.take(strain, (from + second) * 1000));
    expect(rungs(0, 8, { loss: 20, kbit: 900 })).toEqual(Array(8).fill(0));
    expect(rungs(8, 30, { loss: 20, kbit: 100 }).at(-1)).toBe(AUDIO_ONLY);
    expect(rungs(100, 19, { loss: 0, kbit: 2_000 }).at(-1)).toBe(AUDIO_ONLY);
    expect(rungs(119, 80, { loss: 0, kbit: 2_000 }).at(-1)).toBe(0);
  });
  it('does not flicker: a bad moment counts for nothing', () => {
    const ladder = new Ladder();
    for (let second = 0; second < 60; second += 1) ladder.take({ loss: second % 3 ? 0 : 50, kbit: 900 }, second * 1000);
    expect(ladder.rung).toBe(0);
  });
});

describe('the safety code', () => {
  const sdp = (hex: string) => `v=0\r\na=fingerprint:sha-256 ${hex}\r\n`;
  it('is the same on both screens, and another one when somebody sits in between', async () => {
    const [one, other, third] = ['AA:01', 'BB:02', 'CC:03'].map(sdp);
    expect(await safetyCode(one, other)).toMatch(/^(\d{5} ){3}\d{5}$/);
    expect(await safetyCode(one, other)).toBe(await safetyCode(other, one));
    expect(await safetyCode(one, third)).not.toBe(await safetyCode(one, other));
    expect(await safetyCode(one, undefined)).toBeNull();
  });
});

it.each([[null, true], [{ camera: 'ok', network: 'good' }, true], [{ camera: 'none' }, false], [{ camera: 'ok', network: 'bad' }, false], [{ camera: 'ok', network: 'failed' }, false]] as const)(
  'after a check of %j the camera is %s', (check, camera) => expect(suggested(check as Record<string, string> | null)).toEqual({ microphone: true, camera }));

it('keeps a person once, with the newest news', () => {
  const people = withPerson(withPerson([], 'guest-1', { name: 'Ana' }), 'guest-1', { microphone: false });
  expect(people).toMatchObject([{ id: 'guest-1', name: 'Ana', role: 'guest', microphone: false }]);
  expect(withTracks(people, [])[0]!.stream).toBeNull();
});

it('captions keep the latest three lines, and a line that becomes sure stays where it is', () => {
  const said = (line: string, text: string) => ({ visit_id: 'v', participant_id: 'guest-1', speaker: 'patient', line, text });
  let lines: Line[] = [];
  for (const [line, text] of [['a', 'Since'], ['b', 'Yes'], ['a', 'Since when?'], ['c', 'Five days'], ['d', 'Good']] as const) lines = withLine(lines, said(line, text), 0);
  expect(lines.map((one) => one.text)).toEqual(['Yes', 'Five days', 'Good']);
  lines = withLine(lines, said('b', 'Yes, it does'), 1);
  expect(lines.map((one) => one.text)).toEqual(['Yes, it does', 'Five days', 'Good']);
  expect(turnsOf([...lines, { speaker: 'clinician', text: 'I see' }, { speaker: 'clinician', text: 'x'.repeat(598) }])).toEqual([
    { speaker: 'patient', text: 'Yes, it does Five days Good' }, { speaker: 'clinician', text: 'I see' }, { speaker: 'clinician', text: 'x'.repeat(598) },
  ]);
});

describe('a photo in the call', () => {
  it('asks the same camera for as many points as it has, within reason', () => {
    const before = { facingMode: 'environment' };
    expect(raised(before, { width: { max: 6000 }, height: { max: 4000 } })).toEqual({ facingMode: 'environment', width: { ideal: 3000 }, height: { ideal: 2000 } });
    expect(raised(before, {})).toBe(before);
  });
  it('gives up on a camera that another app has taken', async () => {
    vi.useFakeTimers();
    vi.spyOn(HTMLMediaElement.prototype, 'play').mockReturnValue(new Promise(() => undefined));
    const track = { getConstraints: () => ({}), applyConstraints: () => Promise.resolve() } as unknown as MediaStreamTrack;
    const taken = expect(still(track)).rejects.toThrow('late');
    await vi.advanceTimersByTimeAsync(10_000);
    await taken;
    vi.restoreAllMocks();
    vi.useRealTimers();
  });
});

it('knows a window inside another app, where a camera may be kept from us', () => {
  const phone = 'Mozilla/5.0 (Linux; Android 15; Pixel 9';
  expect([inApp(`${phone}; wv) AppleWebKit/537.36 Chrome/140`), inApp('Mozilla/5.0 (iPhone) AppleWebKit/605 [FBAN/FBIOS]'), inApp(`${phone}) AppleWebKit/537.36 Chrome/140 Mobile`)]).toEqual([true, true, false]);
});
