/**
 * The ladder of low data: how much picture the connection can take, down to sound alone, and back up by itself. Down is taken
 * after eight bad seconds, up after twenty good ones, so that nothing flickers.
 */
export type Rung = 0 | 1 | 2 | 3;
export type Strain = { loss: number | null; kbit: number | null };

/** What each rung sends, and below how many kbit/s it is too much. */
export const RUNGS = [
  { scale: 1, fps: 30, least: 600 }, { scale: 2, fps: 20, least: 300 }, { scale: 4, fps: 10, least: 150 }, { scale: 4, fps: 10, least: 0 },
] as const;
export const AUDIO_ONLY: Rung = 3;
const DOWN_AFTER = 8_000;
const UP_AFTER = 20_000;

export class Ladder {
  rung: Rung = 0;
  private badSince: number | null = null;
  private goodSince: number | null = null;

  /** One look at what we send; the rung from now on. `kbit` is what the browser believes to be available. */
  take({ loss, kbit }: Strain, at: number): Rung {
    const here = RUNGS[this.rung];
    const above = this.rung > 0 ? RUNGS[(this.rung - 1) as Rung] : null;
    const bad = (loss ?? 0) > 10 || (kbit !== null && kbit < here.least);
    // Without a picture nothing says how much more would go: a try is made.
    const good = (loss ?? 0) < 3 && above !== null && (kbit === null || this.rung === AUDIO_ONLY || kbit > above.least * 1.2);
    this.badSince = bad ? this.badSince ?? at : null;
    this.goodSince = good ? this.goodSince ?? at : null;
    if (this.badSince !== null && at - this.badSince >= DOWN_AFTER && this.rung < AUDIO_ONLY) this.step(1);
    else if (this.goodSince !== null && at - this.goodSince >= UP_AFTER && this.rung > 0) this.step(-1);
    return this.rung;
  }

  private step(by: 1 | -1) {
    this.rung = (this.rung + by) as Rung;
    this.badSince = this.goodSince = null;
  }
}

/** Send so much picture and no more. */
export async function applyRung(sender: RTCRtpSender | undefined, rung: Rung) {
  const parameters = sender?.getParameters();
  if (!sender || !parameters?.encodings.length) return;
  for (const encoding of parameters.encodings) {
    encoding.active = rung < AUDIO_ONLY;
    encoding.scaleResolutionDownBy = RUNGS[rung].scale;
    encoding.maxFramerate = RUNGS[rung].fps;
  }
  await sender.setParameters(parameters).catch(() => undefined);
}
