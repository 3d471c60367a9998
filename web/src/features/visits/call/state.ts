/** What a page knows of its call: one object that is never changed, only replaced. */
import type { Side } from '../api/visits';
import type { DeviceState } from './devices';
import type { Rung } from './ladder';
import type { Person } from './people';
import type { Quality } from './quality';

export type Phase = 'idle' | 'entering' | 'alone' | 'connecting' | 'connected' | 'interrupted' | 'replaced' | 'closed';
export type CallState = {
  visitId: string | null; side: Side | 'guest' | null; phase: Phase;
  /** Straight between two browsers, or over the hospital's relay with everybody of `people`. */
  engine: 'p2p' | 'relay'; people: Person[];
  /** One's own shared screen, and the other's in a call of two. */
  screen: MediaStream | null; otherScreen: MediaStream | null;
  /** The digits that both screens show when nobody sits in between; only from browser to browser. */
  safety: string | null;
  /** How much picture is sent (see Ladder), and whether the person asked for sound alone. */
  rung: Rung; audioOnly: boolean; facing: 'user' | 'environment';
  local: MediaStream | null; remote: MediaStream | null;
  microphone: DeviceState; camera: DeviceState;
  /** Where the other person is, and whether their microphone and camera are on. */
  other: 'absent' | 'here' | 'away'; otherMicrophone: boolean; otherCamera: boolean;
  connectedAt: number | null; quality: Quality | null; problem: string | null;
};

/** No call at all. */
export const IDLE: CallState = {
  visitId: null, side: null, phase: 'idle', local: null, remote: null, microphone: 'off', camera: 'off', other: 'absent',
  otherMicrophone: true, otherCamera: true, connectedAt: null, quality: null, problem: null,
  engine: 'p2p', people: [], screen: null, otherScreen: null, safety: null, rung: 0, audioOnly: false, facing: 'user',
};

/** Which of one's own tracks are on. */
export type Sending = { microphone: boolean; camera: boolean; screen: boolean };
export type Source = keyof Sending;

/** What carries a call: a connection to the other browser, or one to the relay. */
export type Carrier = {
  readonly pc: RTCPeerConnection;
  flows(): boolean;
  sender(source: Exclude<Source, 'screen'>): RTCRtpSender | undefined;
  /** Puts a track in its place, or takes it out of there. */
  send(source: Source, track: MediaStreamTrack | null): Promise<void>;
  close(): void;
};
