/** Nothing moves under the pointer: while the list is held, known rows keep their places, gone rows leave, new rows go to the end. */
import { useRef } from 'react';

export function stillOrder<Row>(rows: Row[], keyOf: (row: Row) => string, held: string[] | null): Row[] {
  if (!held) return rows;
  const byKey = new Map(rows.map((row) => [keyOf(row), row]));
  const kept = held.filter((key) => byKey.has(key));
  const known = new Set(kept);
  return [...kept, ...rows.map(keyOf).filter((key) => !known.has(key))].map((key) => byKey.get(key) as Row);
}

export function useStillOrder<Row>(rows: Row[], keyOf: (row: Row) => string) {
  const held = useRef<string[] | null>(null);
  const shown = useRef<string[]>([]);
  /* eslint-disable react-hooks/refs -- the order on screen is the memory; a render is never caused by it */
  const still = stillOrder(rows, keyOf, held.current);
  shown.current = still.map(keyOf);
  if (held.current) held.current = shown.current;
  /* eslint-enable react-hooks/refs */
  return {
    rows: still,
    hold: () => { held.current = shown.current; },
    release: () => { held.current = null; },
  };
}
