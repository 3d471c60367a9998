/** Captions of the call: the latest lines, as whoever writes them down sends them, and whether this device shows them. */
import { onSocket } from '@/lib/live';
import { call } from './session';

export type CaptionNews = { visit_id: string; participant_id: string; line: string; speaker: string; text: string };
export type Line = { id: string; speaker: string; text: string; at: number };
export type CaptionState = { on: boolean; lines: Line[]; offered: boolean };
const KEY = 'wardline.captions';
const MOST = 3;
export const STANDS = 8_000;

/** The lines with one more, or with one that has changed; a line may change as long as it stands. */
export function withLine(lines: Line[], { participant_id, line, speaker, text }: CaptionNews, at: number): Line[] {
  const id = `${participant_id}:${line}`;
  const next = { id, speaker, text, at };
  return lines.some((one) => one.id === id) ? lines.map((one) => (one.id === id ? next : one)) : [...lines, next].slice(-MOST);
}

function kept(): boolean {
  try {
    return localStorage.getItem(KEY) !== 'off';
  } catch {
    return true; // private mode
  }
}

class Captions {
  private state: CaptionState = { on: kept(), lines: [], offered: false };
  private listeners = new Set<() => void>();
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor() {
    onSocket<CaptionNews>('call:caption', (news) => this.heard(news));
    call.subscribe(() => { if (this.state.offered && !call.read().visitId) this.set({ lines: [], offered: false }); });
  }

  read = (): CaptionState => this.state;
  subscribe = (listener: () => void) => {
    this.listeners.add(listener);
    return () => void this.listeners.delete(listener);
  };

  private set(change: Partial<CaptionState>) {
    this.state = { ...this.state, ...change };
    for (const listener of this.listeners) listener();
  }

  private heard(news: CaptionNews) {
    if (news.visit_id !== call.read().visitId) return;
    this.set({ lines: withLine(this.state.lines, news, Date.now()), offered: true });
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.set({ lines: [] }), STANDS);
  }

  toggle() {
    const on = !this.state.on;
    try {
      localStorage.setItem(KEY, on ? 'on' : 'off');
    } catch { /* private mode: shown again next time */ }
    this.set({ on });
  }
}

export const captions = new Captions();
