/** Whether a person is at this screen. The session's idle time starts again only with what people do, never with polling. */
let lastAct = Date.now();
let lastTold = 0;
const FRESH = 60_000;

/** A call that plays, a wall that is watched: also a person being there. */
export function noteActivity() {
  lastAct = Date.now();
}

/** Milliseconds since the person last did something here. */
export const idleFor = () => Date.now() - lastAct;

/** Whether a request made now stands for a person who acted within the last minute; remembers that the server was told. */
export function isActing(): boolean {
  const acting = idleFor() < FRESH;
  if (acting) lastTold = Date.now();
  return acting;
}

/** Acting for a while without any request (typing a long note): the server should be told. */
export const shouldTell = () => idleFor() < FRESH && Date.now() - lastTold > 2 * FRESH;

export function watchActivity(): () => void {
  const kinds = ['pointerdown', 'pointermove', 'keydown', 'wheel', 'touchstart'] as const;
  for (const kind of kinds) window.addEventListener(kind, noteActivity, { passive: true, capture: true });
  return () => {
    for (const kind of kinds) window.removeEventListener(kind, noteActivity, { capture: true });
  };
}
