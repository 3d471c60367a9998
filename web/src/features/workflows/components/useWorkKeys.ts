/** The keyboard in My work: up and down (or k and j) move between rows, c claims, r releases; Enter opens, as on any link. */
import { useEffect, useEffectEvent } from 'react';

const rowsOf = () => Array.from(document.querySelectorAll<HTMLElement>('[data-row]'));

function step(by: number) {
  const rows = rowsOf();
  const at = rows.findIndex((row) => row === document.activeElement);
  const next = rows[at < 0 ? 0 : Math.min(rows.length - 1, Math.max(0, at + by))];
  next?.focus();
  next?.scrollIntoView?.({ block: 'nearest' });
}

/** `act('c' | 'r', id of the focused row or null)`. */
export function useWorkKeys(act: (key: 'c' | 'r', id: string | null) => void) {
  const onKey = useEffectEvent((event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
    const target = event.target as HTMLElement;
    if (target.closest('input, textarea, select, [contenteditable], [role="dialog"], [role="menu"]')) return;
    const key = event.key;
    if (key === 'ArrowDown' || key === 'j') step(1);
    else if (key === 'ArrowUp' || key === 'k') step(-1);
    else if (key === 'c' || key === 'r') act(key, (document.activeElement as HTMLElement | null)?.dataset.row ?? null);
    else return;
    event.preventDefault();
  });
  useEffect(() => {
    const listen = (event: KeyboardEvent) => onKey(event);
    window.addEventListener('keydown', listen);
    return () => window.removeEventListener('keydown', listen);
  }, []);
}
