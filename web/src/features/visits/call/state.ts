/** What a page knows of its call: one object that is never changed, only replaced. */
import type { ApiProblem } from '@/lib/problem';
import type { Side } from '../api/visits';
import type { Blur } from './blur';
import type { DeviceState } from './devices';
import type { Rung } from './ladder';
import type { Person } from './people';
import type { Quality, Stats } from './quality';

export type Phase = 'idle' | 'entering' | 'alone' | 'connecting' | 'connected' | 'interrupted' | 'replaced' | 'closed';
export type Engine = 'p2p' | 'relay' | 'livekit';
export type CallState = {
  visitId: string | null; side: Side | 'guest' | null; phase: Phase;
  /** Straight between two browsers, or over a media engine of the hospital with everybody of `people`. */
  engine: Engine; people: Person[];
  /** One's own shared screen, and the other's in a call of two. */
  screen: MediaStream | null; otherScreen: MediaStream | null;
  /** The digits that both screens show when nobody sits in between; only from browser to browser. */
  safety: string | null;
  /** How much picture is sent (see Ladder), and whether the person asked for sound alone. */
  rung: Rung; audioOnly: boolean; facing: 'user' | 'environment';
  /** One's own background; `none`: this browser cannot blur it. */
  blur: Blur;
  local: MediaStream | null; remote: MediaStream | null;
  microphone: DeviceState; camera: DeviceState;
  /** Where the other person is, and whether their microphone and camera are on. */
  other: 'absent' | 'here' | 'away'; otherMicrophone: boolean; otherCamera: boolean;
  connectedAt: number | null; quality: Quality | null;
  /** Why one is not in the call, or nothing carries it; it is tried again. */
  problem: ApiProblem | null;
};

/** No call at all. */
export const IDLE: CallState = {
  visitId: null, side: null, phase: 'idle', local: null, remote: null, microphone: 'off', camera: 'off', other: 'absent',
  otherMicrophone: true, otherCamera: true, connectedAt: null, quality: null, problem: null,
  engine: 'p2p', people: [], screen: null, otherScreen: null, safety: null, rung: 0, audioOnly: false, facing: 'user', blur: 'none',
};

/** Which of one's own tracks are on. */
export type Sending = { microphone: boolean; camera: boolean; screen: boolean };
export type Source = keyof Sending;
export type Shown = { participant: string; source: Source; track: MediaStreamTrack };

/** What carries a call: a connection to the other browser, or one to a media engine of the hospital. */
export type Carrier = {
  /** Milliseconds for which a connection that was lost may heal by itself. */
  readonly patience: number;
  flows(): boolean;
  /** Nothing heals it any more: it is to be made anew, and one need not wait. */
  failed(): boolean;
  stats(): Promise<Stats>;
  /** Puts a track in its place, or takes it out of there. */
  send(source: Source, track: MediaStreamTrack | null): Promise<void>;
  /** Sends so much picture and no more. */
  limit(rung: Rung): Promise<void>;
  close(): void;
};

/** What carries a call of three and more: the relay, or LiveKit. */
export type GroupCarrier = Carrier & {
  /** Comes into the call; `takeover`: whoever was said to carry it does not answer. */
  connect(takeover: boolean): Promise<void>;
  /** Who is shown where now. */
  shown(): Shown[];
};

/** What a group carrier tells the call: something changed, or it has to be made anew. */
export type GroupNews = { changed(): void; again(takeover: boolean): void };
