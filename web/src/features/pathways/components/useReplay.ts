/** Plays a run step by step, so that the token can be seen walking; with reduced motion it stands at the end at once. */
import { useEffect, useState } from 'react';
import type { Run } from '../api/types';

const PACE = 650;

export function useReplay(run: Run | null) {
  const length = run?.steps.length ?? 0;
  const still = typeof matchMedia === 'function' && matchMedia('(prefers-reduced-motion: reduce)').matches;
  const [at, setAt] = useState(still ? length : 0);
  const [playing, setPlaying] = useState(!still);
  const running = playing && at < length;
  useEffect(() => {
    if (!running) return;
    const timer = setTimeout(() => setAt(at + 1), PACE);
    return () => clearTimeout(timer);
  }, [running, at]);
  const go = (place: number) => {
    setPlaying(false);
    setAt(Math.max(0, Math.min(length, place)));
  };
  const play = () => {
    if (at >= length) setAt(0);
    setPlaying(true);
  };
  return { at, playing: running, go, play, pause: () => setPlaying(false) };
}
