/** The draft of a task while its form is open: kept, sent when there is a connection, and no reload cuts it off. */
import { useEffect, useState, useSyncExternalStore } from 'react';
import { useHold } from '@/lib/busy';
import { onLive } from '@/lib/live';
import { DraftKeeper, type Drafted, type Kept } from '../draft';

export function useDraft(task: Drafted, found: Kept | null) {
  const [keeper] = useState(() => new DraftKeeper(task, found));
  const state = useSyncExternalStore(keeper.subscribe, keeper.read);
  useHold('typing', state.unsent);
  useEffect(() => {
    const hidden = () => { if (document.visibilityState === 'hidden') void keeper.flush(); };
    document.addEventListener('visibilitychange', hidden);
    const offLive = onLive(() => void keeper.flush());
    void keeper.flush();
    return () => {
      document.removeEventListener('visibilitychange', hidden);
      offLive();
      void keeper.flush();
    };
  }, [keeper]);
  return { ...state, keeper };
}
