/** The one clock of several films: each begins at its offset and follows. */
import { useCallback, useEffect, useRef, useState } from 'react';
import type { RecordingFile } from '../api/recordings';

const LOOK_EVERY = 200;
/** Milliseconds by which a film may run ahead or behind before it is put right, which is seen and heard. */
const DRIFT = 250;

/** mm:ss, or h:mm:ss. */
export function clock(ms: number): string {
  const seconds = Math.floor(ms / 1000);
  const [h, m, s] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60];
  return [...(h ? [h, String(m).padStart(2, '0')] : [m]), String(s).padStart(2, '0')].join(':');
}

/** Where a film has to be when the recording is at `at`; null: it has not begun, or is over. */
export function placeOf(file: Pick<RecordingFile, 'offset_ms' | 'duration_ms'>, at: number): number | null {
  const place = at - file.offset_ms;
  return place >= 0 && place < file.duration_ms ? place : null;
}

export function usePlayer(files: RecordingFile[], length: number) {
  const films = useRef(new Map<string, HTMLVideoElement>());
  const [at, setAt] = useState(0);
  const [playing, setPlaying] = useState(false);
  const follow = useCallback((now: number, runs: boolean) => {
    for (const file of files) {
      const film = films.current.get(file.id);
      const place = placeOf(file, now);
      if (!film) continue;
      if (place === null) { film.pause(); continue; }
      if (!runs || Math.abs(film.currentTime * 1000 - place) > DRIFT) film.currentTime = place / 1000;
      if (runs && film.paused) film.play().catch(() => undefined);
      else if (!runs) film.pause();
    }
  }, [files]);
  useEffect(() => {
    if (!playing) return;
    let last = performance.now();
    const timer = setInterval(() => {
      const moment = performance.now();
      const passed = moment - last;
      last = moment;
      // A film that still loads holds the clock: nobody's answer is to be heard before the question.
      if (files.some((file) => (films.current.get(file.id)?.readyState ?? 4) < 3 && placeOf(file, at) !== null)) return follow(at, true);
      const next = Math.min(length, at + passed);
      setAt(next);
      follow(next, next < length);
      if (next >= length) setPlaying(false);
    }, LOOK_EVERY);
    return () => clearInterval(timer);
  }, [playing, at, files, length, follow]);
  return {
    at, playing,
    hold: (id: string) => (film: HTMLVideoElement | null) => { if (film) films.current.set(id, film); else films.current.delete(id); },
    toggle: () => { const from = at >= length ? 0 : at; setAt(from); setPlaying(!playing); follow(from, !playing); },
    seek: (to: number) => { setAt(to); follow(to, playing); },
  };
}
