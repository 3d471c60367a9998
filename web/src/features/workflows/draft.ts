/**
 * Keeps what is typed into a task's form: a second after the last key, and at once when the page is left. Without a connection
 * it lies on this device's shelf and is sent later; what was written meanwhile on another device is never overwritten, but
 * asked about.
 */
import type { Values } from '@/components/ui/schema/schema';
import { asProblem } from '@/lib/problem';
import { forget, keep as shelve } from '@/lib/shelf';
import { saveDraft, type TaskOpened } from '@/lib/tasks';

/** What lies on the shelf: the words, and when the draft was saved that they go on from. */
export type Kept = { content: Values; base: string | null };
export type Newer = { content: Values; saved_at: string };
export type DraftState = { at: string | null; failed: boolean; unsent: boolean; resting: boolean; newer: Newer | null };
export type Drafted = Pick<TaskOpened, 'id' | 'draft' | 'draft_saved_at' | 'may_complete'>;
const PAUSE = 900;
const AGAIN = 5_000;
/** As long as a form waits for a draft that is on its way: a line that gives no answer at all must not hold it for ever. */
const PATIENCE = 8_000;

export const placeOf = (taskId: string) => `task:${taskId}`;

/** Where one goes on: the words of the shelf if there are any, and the server's beside them if those are newer. */
export function begin(task: Pick<Drafted, 'draft' | 'draft_saved_at'>, found: Kept | null): { pending: Values | null; newer: Newer | null } {
  if (!found) return { pending: null, newer: null };
  const moved = task.draft && task.draft_saved_at && task.draft_saved_at !== found.base;
  return { pending: found.content, newer: moved ? { content: task.draft as Values, saved_at: task.draft_saved_at as string } : null };
}

export class DraftKeeper {
  readonly start: Values | null;
  private state: DraftState;
  private pending: Values | null;
  private base: string | null;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private sending: Promise<void> | null = null;
  private listeners = new Set<() => void>();

  constructor(private task: Drafted, found: Kept | null) {
    const { pending, newer } = begin(task, found);
    this.start = this.pending = pending;
    this.base = task.draft_saved_at;
    this.state = { at: task.draft_saved_at, failed: false, unsent: pending !== null, resting: false, newer };
  }

  read = () => this.state;
  subscribe = (listener: () => void) => {
    this.listeners.add(listener);
    return () => void this.listeners.delete(listener);
  };

  private set(change: Partial<DraftState>) {
    this.state = { ...this.state, ...change };
    for (const listener of this.listeners) listener();
  }

  keep = (content: Values) => {
    this.pending = content;
    if (!this.state.unsent) this.set({ unsent: true });
    void shelve(placeOf(this.task.id), { content, base: this.base } satisfies Kept);
    this.later(PAUSE);
  };

  /** It is sent for good, or not wanted any more. */
  drop = () => {
    clearTimeout(this.timer);
    this.pending = null;
    this.set({ unsent: false });
    void forget(placeOf(this.task.id));
  };

  /** Ends a choice: what was typed here is saved over the other, or dropped for it. */
  choose(mine: boolean) {
    this.base = this.state.newer?.saved_at ?? this.base;
    this.set({ at: this.base, failed: false, newer: null });
    if (mine) void this.flush();
    else this.drop();
  }

  private later(ms: number) {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => void this.flush(), ms);
  }

  /** The form itself is sent now: what is on its way arrives first, and no draft is sent that would come after it. */
  rest = async () => {
    clearTimeout(this.timer);
    this.set({ resting: true });
    await Promise.race([this.sending, new Promise((done) => { setTimeout(done, PATIENCE); })]);
  };

  /** It was refused, so people go on typing. */
  wake = () => {
    this.set({ resting: false });
    if (this.pending) this.later(PAUSE);
  };

  /** Sends what is not sent, unless two versions wait for a choice. One at a time: the next goes on from this one's answer. */
  flush = async (): Promise<void> => {
    clearTimeout(this.timer);
    if (this.sending) {
      await this.sending;
      return this.sending ?? (this.state.failed ? undefined : this.flush());
    }
    const content = this.pending;
    if (!content || !this.task.may_complete || this.state.newer || this.state.resting) return;
    this.pending = null;
    this.sending = this.send(content).finally(() => { this.sending = null; });
    await this.sending;
  };

  private async send(content: Values) {
    try {
      const { saved_at } = await saveDraft(this.task.id, content, this.base);
      this.base = saved_at;
      this.set({ at: saved_at, failed: false, unsent: this.pending !== null });
      if (!this.pending) void forget(placeOf(this.task.id));
    } catch (error) {
      this.failed(asProblem(error), content);
    }
  }

  private failed(problem: ReturnType<typeof asProblem>, content: Values) {
    this.pending ??= content;
    const { content: other, saved_at } = problem.extra as { content?: Values; saved_at?: string };
    this.set({ failed: true, newer: problem.code === 'draft_newer' && other && saved_at ? { content: other, saved_at } : null });
    if (problem.retryable) this.later(AGAIN);
  }
}
