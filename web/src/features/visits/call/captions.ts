/** Captions of the call: the latest lines, as whoever writes them down sends them, and whether this device shows them. */
import { onSocket } from '@/lib/live';
import { call } from './session';

export type CaptionNews = { visit_id: string; participant_id: string; line: string; speaker: string; text: string };
export type Line = { id: string; speaker: string; text: string; at: number };
/** `machines` are those in the call who write down what others say: they have no words of their own. */
export type CaptionState = { on: boolean; lines: Line[]; offered: boolean; machines: string[]; kept: Line[] };
const KEY = 'wardline.captions';
const MOST = 3;
const MOST_KEPT = 3_000;
const TURN = 600;
export const STANDS = 8_000;

/** The lines with one more, or with one that has changed; a line may change as long as it stands. */
export function withLine(lines: Line[], { participant_id, line, speaker, text }: CaptionNews, at: number, most = MOST): Line[] {
  const id = `${participant_id}:${line}`;
  const next = { id, speaker, text, at };
  return lines.some((one) => one.id === id) ? lines.map((one) => (one.id === id ? next : one)) : [...lines, next].slice(-most);
}

/** Lines as turns: what one person says in a row is one paragraph, as long as it can be filed as one. */
export function turnsOf(lines: Pick<Line, 'speaker' | 'text'>[]): { speaker: string; text: string }[] {
  const turns: { speaker: string; text: string }[] = [];
  for (const { speaker, text } of lines) {
    const last = turns.at(-1);
    if (last?.speaker === speaker && last.text.length + text.length < TURN) last.text += ` ${text}`;
    else turns.push({ speaker, text });
  }
  return turns;
}

function kept(): boolean {
  try {
    return localStorage.getItem(KEY) !== 'off';
  } catch {
    return true; // private mode
  }
}

class Captions {
  /** Whose words are kept in this page while everybody agrees to a transcript; they are nowhere else, and end with it. */
  private keeping = { visitId: '', transcriptId: '' };
  private state: CaptionState = { on: kept(), lines: [], offered: false, machines: [], kept: [] };
  private listeners = new Set<() => void>();
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor() {
    onSocket<CaptionNews>('call:caption', (news) => this.heard(news));
    call.subscribe(() => { if (this.state.offered && !call.read().visitId) this.set({ lines: [], offered: false, machines: [] }); });
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
    const kept = this.keeping.visitId === news.visit_id ? withLine(this.state.kept, news, Date.now(), MOST_KEPT) : this.state.kept;
    const machines = news.speaker === news.participant_id ? this.state.machines : [...new Set(this.state.machines).add(news.participant_id)];
    this.set({ lines: withLine(this.state.lines, news, Date.now()), offered: true, machines, kept });
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.set({ lines: [] }), STANDS);
  }

  /** Keep what is said in this call from now on, for this transcript: who agrees anew has not agreed to what was said before. */
  keep(visitId: string, transcriptId: string) {
    if (transcriptId === this.keeping.transcriptId) return;
    this.keeping = { visitId, transcriptId };
    this.set({ kept: [] });
  }

  /** What was kept of this call is in the chart, or nobody's any more. */
  letGo(visitId: string) {
    if (visitId === this.keeping.visitId) this.keep('', '');
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
