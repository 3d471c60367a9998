/** What a call asks of the hub over HTTP: the servers it may go through, and a place to say how good it was. */
import { send } from '@/lib/api';

export type Ice = { ice_servers: { urls: string[]; username?: string | null; credential?: string | null }[]; ice_transport_policy: RTCIceTransportPolicy };
export type QualityReport = {
  gen: number; rtt_ms?: number | null; jitter_ms?: number | null; loss_percent?: number | null; kbit_s?: number | null;
  freezes: number; reconnects: number; path: string; setup_ms?: number | null;
};

/** `check`: the two-minute servers of the device check, which may be asked for before admission. */
export async function iceServers(visitId: string, check = false): Promise<RTCConfiguration> {
  return configurationOf(await send<Ice>('GET', `/api/visits/${visitId}/ice`, check ? { query: { check: true } } : {}));
}

export const configurationOf = ({ ice_servers, ice_transport_policy }: Ice): RTCConfiguration => ({
  iceServers: ice_servers.map(({ urls, username, credential }) => ({ urls, ...(username && credential ? { username, credential } : {}) })),
  iceTransportPolicy: ice_transport_policy,
});

/** Talking is activity: a session must not run out of patience in the middle of a call. */
export const reportQuality = (visitId: string, report: QualityReport) =>
  send<unknown>('POST', `/api/visits/${visitId}/quality`, { body: report, headers: { 'X-Activity': '1' } });
