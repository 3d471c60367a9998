/** Of two windows of one person, the one that was put out of the call comes back only when it is asked to. */
import { act, cleanup, renderHook } from '@testing-library/react';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { Visit } from '../api/visits';
import { call } from './session';
import { useEntry } from './useEntry';

const wire = vi.hoisted(() => ({ ask: vi.fn(), heard: new Map<string, (data: unknown) => void>() }));
vi.mock('@/lib/live', () => ({
  ask: wire.ask,
  onSocket: (event: string, handler: (data: unknown) => void) => { wire.heard.set(event, handler); return () => undefined; },
  onLine: (handler: () => void) => { handler(); return () => undefined; },
}));
vi.mock('../api/call', () => ({ iceServers: () => Promise.resolve({}) }));
vi.mock('./devices', async (original) => ({
  ...await original<object>(), openDevices: () => Promise.resolve({ stream: { getTracks: () => [] }, microphone: 'on', camera: 'on' }), stopStream: () => undefined,
}));

const visit = (side: 'patient' | 'clinician', status: string) => ({ id: 'v1', side, status, hung_up_at: null, hung_up_by: null, device_check: null }) as unknown as Visit;
const settled = () => act(() => vi.advanceTimersByTimeAsync(0));
const isIn = () => !['idle', 'closed', 'replaced'].includes(call.read().phase);

beforeEach(() => {
  vi.useFakeTimers();
  sessionStorage.clear();
  wire.ask.mockImplementation((event: string) => Promise.resolve(event === 'visit:enter' ? { participant_id: 'patient', polite: true, gen: 1, peers: [], engine: 'p2p', company: [] } : {}));
});
afterEach(() => {
  cleanup();
  call.stop();
  vi.useRealTimers();
});

/** A page that talks, and is put out by the next one. */
async function displaced(side: 'patient' | 'clinician') {
  const page = renderHook((one: Visit) => useEntry(one), { initialProps: visit(side, 'admitted') });
  act(() => page.result.current.join());
  await settled();
  expect(isIn()).toBe(true);
  act(() => wire.heard.get('call:replaced')?.({ visit_id: 'v1', gen: 2 }));
  expect(call.read().phase).toBe('replaced');
  return page;
}

it.each(['waiting', 'on_hold'])('stays out at the next admission, after the visit was %s', async (between) => {
  const { rerender, result } = await displaced('patient');
  rerender(visit('patient', between));
  await settled();
  rerender(visit('patient', 'admitted'));
  await settled();
  expect(isIn()).toBe(false);
  act(() => result.current.join());
  await settled();
  expect(isIn()).toBe(true);
});

it.each(['patient', 'clinician'] as const)('stays out when the %s loads it anew', async (side) => {
  const { unmount } = await displaced(side);
  unmount();
  call.stop();
  const again = renderHook((one: Visit) => useEntry(one), { initialProps: visit(side, 'on_hold') });
  again.rerender(visit(side, 'in_call'));
  await settled();
  expect(isIn()).toBe(false);
});

it('comes in by itself once it was asked back', async () => {
  const { result, unmount } = await displaced('clinician');
  act(() => result.current.join());
  await settled();
  unmount();
  call.stop();
  renderHook((one: Visit) => useEntry(one), { initialProps: visit('clinician', 'in_call') });
  await settled();
  expect(isIn()).toBe(true);
});
