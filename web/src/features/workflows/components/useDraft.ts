/**
 * Keeps what is typed: a second after the last key, and at once when the page is left. Without a connection it lies on this
 * device's shelf and is sent later; what was written meanwhile on another device is never overwritten, but asked about.
 */
import { useEffect, useEffectEvent, useRef, useState } from 'react';
import type { Values } from '@/components/ui/schema/schema';
import { useHold } from '@/lib/busy';
import { onLive } from '@/lib/live';
import { asProblem } from '@/lib/problem';
import { forget, keep as shelve } from '@/lib/shelf';
import { saveDraft, type TaskOpened } from '@/lib/tasks';

/** What lies on the shelf: the words, and when the draft was saved that they go on from. */
export type Kept = { content: Values; base: string | null };
export type Newer = { content: Values; saved_at: string };
export type DraftState = { at: string | null; failed: boolean; newer: Newer | null };
const PAUSE = 900;
const AGAIN = 5_000;

export const placeOf = (taskId: string) => `task:${taskId}`;

/** Where one goes on: the words of the shelf if they are newer, and the server's beside them if those are newer, too. */
export function begin(task: Pick<TaskOpened, 'draft' | 'draft_saved_at'>, found: Kept | null): { pending: Values | null; newer: Newer | null } {
  if (!found) return { pending: null, newer: null };
  const moved = task.draft && task.draft_saved_at && task.draft_saved_at !== found.base;
  return { pending: found.content, newer: moved ? { content: task.draft as Values, saved_at: task.draft_saved_at as string } : null };
}

export function useDraft(task: Pick<TaskOpened, 'id' | 'draft' | 'draft_saved_at' | 'may_complete'>, found: Kept | null) {
  const enabled = task.may_complete;
  const place = placeOf(task.id);
  const [start] = useState(() => begin(task, found));
  const [state, setState] = useState<DraftState>({ at: task.draft_saved_at, failed: false, newer: start.newer });
  const [unsent, setUnsent] = useState(start.pending !== null);
  const pending = useRef<Values | null>(start.pending);
  const base = useRef(task.draft_saved_at);
  const held = useRef(start.newer !== null);
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  useHold('typing', unsent);

  const flush = useEffectEvent(() => {
    clearTimeout(timer.current);
    const content = pending.current;
    if (!content || !enabled || held.current) return;
    pending.current = null;
    saveDraft(task.id, content, base.current).then(
      ({ saved_at }) => {
        base.current = saved_at;
        setState({ at: saved_at, failed: false, newer: null });
        if (pending.current) return;
        setUnsent(false);
        void forget(place);
      },
      (error: unknown) => failed(asProblem(error), content),
    );
  });

  const failed = useEffectEvent((problem: ReturnType<typeof asProblem>, content: Values) => {
    pending.current ??= content;
    const { content: other, saved_at } = problem.extra as { content?: Values; saved_at?: string };
    held.current = problem.code === 'draft_newer' && !!other && !!saved_at;
    setState((before) => ({ ...before, failed: true, newer: held.current ? { content: other ?? {}, saved_at: saved_at ?? '' } : before.newer }));
    if (problem.retryable) timer.current = setTimeout(() => flushRef.current(), AGAIN);
  });

  const keep = (content: Values) => {
    pending.current = content;
    setUnsent(true);
    void shelve(place, { content, base: base.current } satisfies Kept);
    clearTimeout(timer.current);
    timer.current = setTimeout(() => flushRef.current(), PAUSE);
  };
  /** It is sent for good, or not wanted any more. */
  const drop = () => {
    clearTimeout(timer.current);
    pending.current = null;
    setUnsent(false);
    void forget(place);
  };
  /** Ends a choice: what was typed here is saved over the other, or dropped for it. */
  const choose = (mine: boolean) => {
    base.current = state.newer?.saved_at ?? base.current;
    held.current = false;
    setState({ at: base.current, failed: false, newer: null });
    if (mine) flushRef.current();
    else drop();
  };

  const flushRef = useRef<() => void>(() => undefined);
  useEffect(() => {
    flushRef.current = () => flush();
    const hidden = () => document.visibilityState === 'hidden' && flush();
    document.addEventListener('visibilitychange', hidden);
    const offLive = onLive(() => flush());
    flush();
    return () => {
      document.removeEventListener('visibilitychange', hidden);
      offLive();
      clearTimeout(timer.current);
      flush();
    };
  }, []);
  return { ...state, start, keep, drop, choose };
}
