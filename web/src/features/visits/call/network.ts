/** A short look at the connection before a visit. The verdict never blocks anything; thresholds as Daily's call test. */
export type Verdict = 'good' | 'warning' | 'bad' | 'failed' | 'unknown';

const median = (values: number[]) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? null;

export function verdictOf(rtt: number | null, kbit: number | null): Verdict {
  if (rtt === null && kbit === null) return 'unknown';
  if ((rtt ?? 0) >= 600 || (kbit ?? Infinity) < 700) return 'bad';
  if ((rtt ?? 0) >= 300 || (kbit ?? Infinity) < 1_100) return 'warning';
  return 'good';
}

/** Round trips to the hospital, in ms. */
async function roundTrip(): Promise<number | null> {
  const times: number[] = [];
  for (let turn = 0; turn < 5; turn += 1) {
    const began = performance.now();
    try {
      await fetch('/healthz', { cache: 'no-store' });
      times.push(performance.now() - began);
    } catch { /* counted as missing */ }
  }
  return median(times);
}

/** Through the relay and back to ourselves: whether it can be reached, and how much goes through. */
async function throughRelay(servers: RTCIceServer[]): Promise<{ rtt: number; kbit: number } | null> {
  const [near, far] = [0, 1].map(() => new RTCPeerConnection({ iceServers: servers, iceTransportPolicy: 'relay' })) as [RTCPeerConnection, RTCPeerConnection];
  try {
    near.onicecandidate = ({ candidate }) => void (candidate && far.addIceCandidate(candidate).catch(() => undefined));
    far.onicecandidate = ({ candidate }) => void (candidate && near.addIceCandidate(candidate).catch(() => undefined));
    const channel = near.createDataChannel('test', { ordered: false });
    const echo = new Promise<{ rtt: number; kbit: number }>((resolve) => measure(channel, far, resolve));
    await near.setLocalDescription();
    await far.setRemoteDescription(near.localDescription!);
    await far.setLocalDescription();
    await near.setRemoteDescription(far.localDescription!);
    return await Promise.race([echo, new Promise<null>((resolve) => setTimeout(() => resolve(null), 8_000))]);
  } catch {
    return null;
  } finally {
    near.close();
    far.close();
  }
}

const BLOCK = 16_000;
const BLOCKS = 40;

function measure(channel: RTCDataChannel, far: RTCPeerConnection, done: (found: { rtt: number; kbit: number }) => void) {
  let got = 0;
  let began = 0;
  let rtt = 0;
  far.ondatachannel = ({ channel: incoming }) => {
    incoming.onmessage = ({ data }) => {
      if (data === 'ping') incoming.send('pong');
      else if ((got += 1) === BLOCKS) done({ rtt, kbit: Math.round((BLOCK * BLOCKS * 8) / Math.max(1, performance.now() - began)) });
    };
  };
  channel.onopen = () => { began = performance.now(); channel.send('ping'); };
  channel.onmessage = () => {
    rtt = performance.now() - began;
    began = performance.now();
    for (let block = 0; block < BLOCKS; block += 1) channel.send(new Uint8Array(BLOCK));
  };
}

export async function checkNetwork({ iceServers: servers = [] }: RTCConfiguration): Promise<Verdict> {
  const rtt = await roundTrip();
  const relays = servers.filter((server) => [server.urls].flat().some((url) => url.startsWith('turn')));
  if (relays.length === 0) return verdictOf(rtt, null);
  const relay = await throughRelay(relays);
  return relay ? verdictOf(Math.max(rtt ?? 0, relay.rtt), relay.kbit) : 'failed';
}
