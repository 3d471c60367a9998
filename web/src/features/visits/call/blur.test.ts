/** Blur by the browser's own constraint: what it can, what it is asked for, what the device remembers. */
import { expect, it, vi } from 'vitest';
import { blur, blurOf, wantsBlur, wishBlur } from './blur';

function camera(can: boolean[] | undefined, on = false, refuses = false) {
  const asked: unknown[] = [];
  const settings = { backgroundBlur: on };
  const track = {
    getCapabilities: () => ({ backgroundBlur: can }), getSettings: () => settings, getConstraints: () => ({ facingMode: 'user' }),
    applyConstraints: (wanted: { backgroundBlur: boolean }) => {
      asked.push(wanted);
      if (refuses) return Promise.reject(new Error('overconstrained'));
      settings.backgroundBlur = wanted.backgroundBlur;
      return Promise.resolve();
    },
  };
  return { track: track as unknown as MediaStreamTrack, asked };
}

it('says honestly where it is not available, and asks nothing', async () => {
  for (const can of [undefined, [false]]) {
    const { track, asked } = camera(can);
    expect([blurOf(track), await blur(track, true), asked]).toEqual(['none', 'none', []]);
  }
  expect(blurOf({ getSettings: () => ({}) } as MediaStreamTrack)).toBe('none');
});

it('is switched on and off without losing what else was asked of the camera', async () => {
  const { track, asked } = camera([false, true]);
  expect([await blur(track, true), await blur(track, true), await blur(track, false)]).toEqual(['on', 'on', 'off']);
  expect(asked).toEqual([{ facingMode: 'user', backgroundBlur: true }, { facingMode: 'user', backgroundBlur: false }]);
});

it('shows what the system insists on', async () => {
  expect(await blur(camera([true], true, true).track, false)).toBe('on');
});

it('remembers the wish on this device, if it may', () => {
  expect(wantsBlur()).toBe(false);
  wishBlur(true);
  expect(wantsBlur()).toBe(true);
  wishBlur(false);
  expect(wantsBlur()).toBe(false);
  vi.stubGlobal('localStorage', undefined);
  wishBlur(true);
  expect(wantsBlur()).toBe(false);
  vi.unstubAllGlobals();
});
