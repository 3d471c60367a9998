/** The screen stays lit while a call is on. The browser lets it go whenever the page is hidden, so it is asked for again. */
export class Awake {
  private lock: { released: boolean; release(): Promise<void> } | null = null;
  private wanted = false;

  async hold() {
    this.wanted = true;
    if (document.visibilityState !== 'visible' || !('wakeLock' in navigator) || this.lock?.released === false) return;
    const lock = await navigator.wakeLock.request('screen').catch(() => null);
    if (this.wanted) this.lock = lock;
    else void lock?.release().catch(() => undefined); // hung up meanwhile
  }

  release() {
    this.wanted = false;
    void this.lock?.release().catch(() => undefined);
    this.lock = null;
  }
}
