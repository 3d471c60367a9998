/** How good the call is, from getStats: four words, and whose side it is. Scored as the server does (LiveKit's formula). */
export type Word = 'excellent' | 'good' | 'poor' | 'lost';
export type Quality = { word: Word; score: number; rtt: number | null; jitter: number | null; loss: number | null; kbit: number | null; side: 'yours' | 'theirs' | null };
export type Sample = {
  at: number; received: number; lost: number; bytes: number; jitter: number | null; rtt: number | null; freezes: number; path: string;
  /** Loss of what we send, as the other side reports it. */
  sentLoss: number | null; frames: number;
  /** kbit/s that the browser believes it may send. */
  available: number | null;
};

/** RTCStatsReport, as far as it is read. */
export type Stats = { forEach(each: (stat: Stat, id: string) => void): void };
type Stat = Record<string, unknown> & { type: string };
const number = (value: unknown) => (typeof value === 'number' && Number.isFinite(value) ? value : 0);

/** One look at a connection. */
export function sampleOf(report: Stats, at: number): Sample {
  const sample: Sample = { at, received: 0, lost: 0, bytes: 0, jitter: null, rtt: null, freezes: 0, path: '', sentLoss: null, frames: 0, available: null };
  const all = new Map<string, Stat>();
  report.forEach((stat, id) => all.set(id, stat));
  for (const stat of all.values()) {
    if (stat.type === 'inbound-rtp') {
      sample.received += number(stat.packetsReceived);
      sample.lost += Math.max(0, number(stat.packetsLost));
      sample.bytes += number(stat.bytesReceived);
      sample.jitter = Math.max(sample.jitter ?? 0, number(stat.jitter) * 1000);
      sample.freezes += number(stat.freezeCount);
      sample.frames += number(stat.framesDecoded);
    } else if (stat.type === 'remote-inbound-rtp') {
      sample.sentLoss = Math.max(sample.sentLoss ?? 0, number(stat.fractionLost) * 100);
    } else if (stat.type === 'candidate-pair' && stat.nominated === true && stat.state === 'succeeded') {
      if (typeof stat.currentRoundTripTime === 'number') sample.rtt = stat.currentRoundTripTime * 1000;
      if (typeof stat.availableOutgoingBitrate === 'number') sample.available = stat.availableOutgoingBitrate / 1000;
      sample.path = String(all.get(String(stat.localCandidateId))?.candidateType ?? '');
    }
  }
  return sample;
}

export function score(rtt: number | null, jitter: number | null, loss: number | null): number {
  const delay = (rtt ?? 0) / 2 + 2 * (jitter ?? 0);
  const effect = delay < 160 ? delay / 40 : (delay - 120) / 10;
  return Math.max(0, Math.min(100, Math.round(100 - effect - (loss ?? 0) * 10)));
}

export const wordOf = (value: number): Word => (value > 80 ? 'excellent' : value > 40 ? 'good' : value > 20 ? 'poor' : 'lost');

/** Smooths two-second samples: bad news at once, good news slowly. */
export class QualityMeter {
  private last: Sample | null = null;
  private smooth: number | null = null;

  take(sample: Sample): Quality {
    const before = this.last;
    this.last = sample;
    // Counters begin anew when a stream is replaced: a step back is no news.
    const packets = before ? Math.max(0, sample.received - before.received) : 0;
    const missing = before ? Math.max(0, sample.lost - before.lost) : 0;
    const silent = before !== null && before.received > 0 && packets === 0;
    const loss = before && packets + missing > 0 ? (missing / (packets + missing)) * 100 : null;
    const kbit = before && sample.at > before.at ? Math.max(0, Math.round(((sample.bytes - before.bytes) * 8) / (sample.at - before.at))) : null;
    const worst = Math.max(loss ?? 0, sample.sentLoss ?? 0);
    const now = silent ? 0 : score(sample.rtt, sample.jitter, worst);
    this.smooth = this.smooth === null ? now : this.smooth + (now < this.smooth ? 0.8 : 0.4) * (now - this.smooth);
    const side = this.smooth > 80 ? null : (sample.sentLoss ?? 0) > (loss ?? 0) ? 'yours' : 'theirs';
    return { word: wordOf(this.smooth), score: Math.round(this.smooth), rtt: sample.rtt, jitter: sample.jitter, loss, kbit, side };
  }
}
