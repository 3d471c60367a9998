import { expect, it, vi } from 'vitest';
import { install, isApple, way } from './install';

it('offers what this browser can: its own question once, words on an iPhone, nothing where nothing can be done', async () => {
  expect(way()).toBeNull();
  expect([isApple('Mozilla/5.0 (iPhone; CPU iPhone OS 19_0)', 5), isApple('Mozilla/5.0 (Macintosh)', 5), isApple('Mozilla/5.0 (Macintosh)', 0)]).toEqual([true, true, false]);
  const prompt = vi.fn(async () => undefined);
  const offer = Object.assign(new Event('beforeinstallprompt', { cancelable: true }), { prompt, userChoice: Promise.resolve({ outcome: 'dismissed' as const }) });
  window.dispatchEvent(offer);
  expect([offer.defaultPrevented, way()]).toEqual([true, 'ask']);
  await install();
  expect([prompt.mock.calls.length, way()]).toEqual([1, null]);
});
