/** Names of locks that the windows and the service worker of this browser share (Web Locks). */

/** Held, shared, by every window in a call: no window changes the version under the call of another. */
export const CALL_LOCK = 'call';
