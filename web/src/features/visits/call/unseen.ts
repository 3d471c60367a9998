/**
 * Pictures that arrive, are decoded, and are shown to nobody. Chromium does this to a new connection now and then, on a machine
 * that is busy: its track is live and not muted, its frames are counted, and no element gets one, whatever is attached anew.
 * Only another connection mends it.
 */
import type { Carrier } from './state';

/** How often an element that shows nothing says so. */
export const BLANK_EVERY = 2_000;
/** Frames from one word of an element to its next, from which on nobody can say that the picture is only late. */
const SURELY = 15;
const TRIES = 3;

export class Unseen {
  private decoded = new Map<string, number>();
  private tries = 0;

  /** Whether the connection is to be built anew, asked each time an element has shown nothing of this track for a while. */
  async mends(track: MediaStreamTrack, carrier: Carrier): Promise<boolean> {
    let frames = 0;
    (await carrier.stats()).forEach((stat) => {
      if (stat.type === 'inbound-rtp' && stat.trackIdentifier === track.id) frames = Number(stat.framesDecoded ?? 0);
    });
    const before = this.decoded.get(track.id);
    this.decoded.set(track.id, frames);
    if (before === undefined || frames - before < SURELY || this.tries >= TRIES) return false;
    this.tries += 1;
    return true;
  }
}
