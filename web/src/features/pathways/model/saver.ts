/**
 * Keeps a draft saved: a moment after the last change, one save at a time, the newest content always last. When somebody
 * else has saved meanwhile it stops and says so; nothing is overwritten unless a person decides it.
 */
import { asProblem } from '@/lib/problem';

export type SaveState = 'saved' | 'waiting' | 'saving' | 'failed' | 'conflict';
type Save<Content, Reply> = (version: number, content: Content) => Promise<Reply>;

export class Saver<Content, Reply extends { version: number } = { version: number }> {
  state: SaveState = 'saved';
  private timer: ReturnType<typeof setTimeout> | undefined;
  private dirty = false;
  private running: Promise<void> | null = null;
  private listeners = new Set<() => void>();
  private hearers = new Set<(reply: Reply, content: Content) => void>();

  constructor(public version: number, private read: () => Promise<Content>, private save: Save<Content, Reply>, private pause = 1_200, private again = 5_000) {}

  /** Hears every reply with what was saved; returns how to stop. */
  onSaved(hear: (reply: Reply, content: Content) => void) {
    this.hearers.add(hear);
    return () => void this.hearers.delete(hear);
  }

  subscribe = (listener: () => void) => {
    this.listeners.add(listener);
    return () => void this.listeners.delete(listener);
  };

  snapshot = () => this.state;

  private to(state: SaveState) {
    if (this.state === state) return;
    this.state = state;
    for (const listener of this.listeners) listener();
  }

  changed() {
    this.dirty = true;
    if (this.state === 'conflict') return;
    if (!this.running) this.to('waiting');
    clearTimeout(this.timer);
    this.timer = setTimeout(() => void this.flush(), this.pause);
  }

  /** Resolves when everything changed so far is saved, or cannot be. */
  async flush(): Promise<boolean> {
    clearTimeout(this.timer);
    while (this.running) await this.running;
    if (!this.dirty || this.state === 'conflict') return this.state !== 'conflict';
    this.running = this.once().finally(() => { this.running = null; });
    await this.running;
    return this.state === 'saved' || (this.dirty && this.state === 'waiting' ? this.flush() : false);
  }

  private async once() {
    this.dirty = false;
    this.to('saving');
    try {
      const content = await this.read();
      const reply = await this.save(this.version, content);
      this.version = reply.version;
      for (const hear of this.hearers) hear(reply, content);
      this.to(this.dirty ? 'waiting' : 'saved');
    } catch (error) {
      this.dirty = true;
      const problem = asProblem(error);
      if (problem.status === 409) return this.to('conflict');
      this.to('failed');
      if (problem.retryable) this.timer = setTimeout(() => void this.flush(), this.again);
    }
  }

  /** A person decided: what is on this screen replaces what is there now. */
  async overwrite(version: number): Promise<boolean> {
    this.version = version;
    this.dirty = true;
    this.to('waiting');
    return this.flush();
  }

  stop() {
    clearTimeout(this.timer);
  }
}
