/** When the page stands: what is for later must not take the line from what a person waits for. */
const LOOK_MS = 1_000;
const AT_MOST_MS = 60_000;

/** Resolves once nothing more was asked of the network between two looks; on a line where that never happens, after a minute. */
export function settled(): Promise<void> {
  return new Promise((resolve) => {
    const began = Date.now();
    let asked = -1;
    const look = () => {
      const now = performance.getEntriesByType('resource').length;
      if ((now === asked && document.readyState === 'complete') || Date.now() - began > AT_MOST_MS) return resolve();
      asked = now;
      setTimeout(look, LOOK_MS);
    };
    look();
  });
}
