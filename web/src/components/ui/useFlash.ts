/** A ref whose element flashes once when `version` changes (not on first sight). */
import { useEffect, useRef } from 'react';

export function useFlash<Element extends HTMLElement>(version: unknown) {
  const element = useRef<Element>(null);
  const before = useRef(version);
  useEffect(() => {
    if (Object.is(before.current, version)) return;
    before.current = version;
    const node = element.current;
    if (!node) return;
    node.classList.remove('flash');
    void node.offsetWidth;
    node.classList.add('flash');
  }, [version]);
  return element;
}
