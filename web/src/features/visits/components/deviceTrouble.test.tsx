/** Devices that do not work: why, in which words, and what is tried again by itself. */
import { act, screen } from '@testing-library/react';
import { afterEach, expect, it, vi } from 'vitest';
import { show } from '@/testing/render';
import { kindOf, whyNot } from '../call/devices';
import { OwnTracks } from '../call/own';
import { call } from '../call/session';
import { IDLE, type CallState } from '../call/state';
import { DeviceTrouble } from './DeviceTrouble';

const media = (getUserMedia: () => Promise<MediaStream>) => vi.stubGlobal('navigator', { userAgent: 'Mozilla/5.0 (X11; Linux)', mediaDevices: { getUserMedia } });

afterEach(() => { vi.unstubAllGlobals(); act(() => call.set(IDLE)); });

it('tells a device that another program holds from one that is not there or not allowed', () => {
  const states = ['NotAllowedError', 'NotReadableError', 'NotFoundError', 'OverconstrainedError'].map((name) => whyNot(new DOMException('', name)));
  expect(states).toEqual(['denied', 'busy', 'none', 'none']);
  expect(['(iPhone; CPU iPhone OS 18_1)', '(Linux; Android 15)', '(Windows NT 10.0)'].map(kindOf)).toEqual(['ios', 'android', 'desktop']);
});

it('says in the call that the others hear nothing, and what to do, until it is put right', async () => {
  media(() => Promise.reject(new DOMException('', 'NotReadableError')));
  await show(<DeviceTrouble other="Dr Okafor" />);
  act(() => call.set({ phase: 'connected', microphone: 'busy', camera: 'off' }));
  expect((await screen.findByRole('alert')).textContent).toContain('Dr Okafor cannot hear you. Another program is using');
  act(() => call.set({ microphone: 'denied', camera: 'denied' }));
  expect(screen.getByRole('alert').textContent).toContain('can neither hear nor see you. Camera and microphone are not allowed');
  act(() => call.set({ microphone: 'on', camera: 'none' }));
  expect(screen.queryByRole('alert')).toBeNull(); // one may talk without a camera
});

it('takes what was plugged in or given back, and leaves alone what somebody switched off', async () => {
  const asked = vi.fn(() => Promise.reject(new DOMException('', 'NotFoundError')));
  media(asked as () => Promise<MediaStream>);
  let state: CallState = { ...IDLE, microphone: 'none', camera: 'off' };
  const own = new OwnTracks({ read: () => state, set: (change) => { state = { ...state, ...change }; }, carrier: () => null, tell: () => undefined });
  own.found();
  await vi.waitFor(() => expect(asked).toHaveBeenCalledTimes(1));
  expect(state.camera).toBe('off');
});
