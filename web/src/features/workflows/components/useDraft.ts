/** Keeps what is typed: a second after the last key, and at once when the page is left. */
import { useEffect, useEffectEvent, useRef, useState } from 'react';
import type { Values } from '@/components/ui/schema/schema';
import { saveDraft } from '@/lib/tasks';

export type DraftState = { at: string | null; failed: boolean };
const PAUSE = 900;

export function useDraft(taskId: string, savedAt: string | null, enabled: boolean) {
  const [state, setState] = useState<DraftState>({ at: savedAt, failed: false });
  const pending = useRef<Values | null>(null);
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);

  const flush = useEffectEvent(() => {
    clearTimeout(timer.current);
    const content = pending.current;
    if (!content || !enabled) return;
    pending.current = null;
    saveDraft(taskId, content).then(
      ({ saved_at }) => setState({ at: saved_at, failed: false }),
      () => {
        pending.current ??= content;
        setState((before) => ({ ...before, failed: true }));
      },
    );
  });

  const keep = (content: Values) => {
    pending.current = content;
    clearTimeout(timer.current);
    timer.current = setTimeout(() => flushRef.current(), PAUSE);
  };
  const drop = () => {
    clearTimeout(timer.current);
    pending.current = null;
  };

  const flushRef = useRef<() => void>(() => undefined);
  useEffect(() => {
    flushRef.current = () => flush();
    const hidden = () => document.visibilityState === 'hidden' && flush();
    document.addEventListener('visibilitychange', hidden);
    return () => {
      document.removeEventListener('visibilitychange', hidden);
      flush();
    };
  }, []);
  return { ...state, keep, drop };
}
