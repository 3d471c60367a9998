/** What the hospital hears of a call's quality: twice a minute, in numbers, and once how long it took to begin. */
import { reportQuality } from '../api/call';
import type { Quality, Sample } from './quality';

const REPORT_EVERY = 30_000;
const PATHS = ['host', 'srflx', 'prflx', 'relay'];
const whole = (value: number | null) => (value === null ? null : Math.round(value));

export class Telemetry {
  reconnects = 0;
  private setup: number | null = null;
  private last = 0;

  constructor(private enteredAt = 0) {}

  /** Media flows. */
  flows(at: number) {
    this.setup ??= Math.round(at - this.enteredAt);
  }

  take(visitId: string, gen: number, sample: Sample, quality: Quality | null) {
    const first = this.last === 0 && sample.frames + sample.received > 0;
    if (!(first || sample.at - this.last > REPORT_EVERY)) return;
    this.last = sample.at;
    const { rtt, jitter, loss, kbit } = quality ?? { rtt: null, jitter: null, loss: null, kbit: null };
    reportQuality(visitId, {
      gen, rtt_ms: whole(rtt), jitter_ms: whole(jitter), loss_percent: loss, kbit_s: kbit, freezes: sample.freezes,
      reconnects: this.reconnects, path: PATHS.includes(sample.path) ? sample.path : '', setup_ms: this.setup,
    }).catch(() => undefined);
    this.setup = null;
  }
}
