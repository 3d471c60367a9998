/**
 * A thin line carries what a person waits for first. When the app itself took long to come, what stands around the page (menus,
 * messages, the live connection, the typeface) comes once the page has been read; on any other line, at once.
 */
import { useEffect, useState } from 'react';
import { queryClient } from './query';

const THIN_MS = 2_500;
const AT_MOST_MS = 8_000;
const thin = import.meta.env.PROD && performance.now() > THIN_MS;
let passed = !thin;
if (thin) document.documentElement.dataset.line = 'thin';

/** Resolves when what comes after the page may come. */
export const afterPage: Promise<void> = thin ? firstRead() : Promise.resolve();

/** When the first reads of the page have been answered, or it takes too long to wait for. */
function firstRead(): Promise<void> {
  return new Promise<void>((resolve) => {
    let asked = false;
    const leave = queryClient.getQueryCache().subscribe(() => {
      // Each answer may ask the next question: two looks, a moment apart.
      if (queryClient.isFetching() > 0) asked = true;
      else if (asked) setTimeout(() => { if (queryClient.isFetching() === 0) done(); }, 100);
    });
    const timer = setTimeout(done, AT_MOST_MS);
    function done() {
      clearTimeout(timer);
      leave();
      passed = true;
      delete document.documentElement.dataset.line;
      resolve();
    }
  });
}

export function useAfterPage(): boolean {
  const [may, setMay] = useState(passed);
  useEffect(() => {
    let here = true;
    void afterPage.then(() => { if (here) setMay(true); });
    return () => { here = false; };
  }, []);
  return may;
}
