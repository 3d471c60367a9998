/** What the server says of a call, as it comes over the socket. */
import type { Side } from '../api/visits';
import type { Guest } from './people';
import type { Engine } from './state';

/** A signal of the other browser. */
export type Wire = { visit_id: string; from: Side; gen: number; to_gen: number; description?: RTCSessionDescriptionInit; candidate?: RTCIceCandidateInit | null };
/** Somebody of the call comes, is away or leaves. */
export type PeerNews = { visit_id: string; participant_id: string; gen: number; state: 'here' | 'away' | 'left' };
export type Company = { participant_id: string; gen: number; name: string; role: string };
export type Entered = { visit_id?: string; participant_id: string; polite: boolean; gen: number; peers: { gen: number }[]; engine: Engine; carried?: boolean; company: Company[] };
export type EngineNews = { visit_id: string; engine: Engine; guests: Guest[] };
export type Said = { visit_id: string; participant_id: string; microphone: boolean; camera: boolean; screen: boolean };
