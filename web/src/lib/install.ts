/** Whether this app can be put on the home screen, and how. The browser says so once, early: boot.js listens from the start. */
import { useSyncExternalStore } from 'react';

type Offer = Event & { prompt(): Promise<void>; userChoice: Promise<{ outcome: 'accepted' | 'dismissed' }> };
/** `ask`: one press does it; `ios`: the person does it in Safari's menu; `null`: it is installed, or this browser cannot. */
export type Way = 'ask' | 'ios' | null;

declare global { interface Window { installOffer?: Event } }

let offer = (window.installOffer ?? null) as Offer | null;
let done = false;
const listeners = new Set<() => void>();
const tell = () => { for (const listener of listeners) listener(); };

window.addEventListener('beforeinstallprompt', (event) => {
  event.preventDefault();
  offer = event as Offer;
  tell();
});
window.addEventListener('appinstalled', () => {
  offer = null;
  done = true;
  tell();
});

const standalone = () => matchMedia('(display-mode: standalone)').matches || (navigator as { standalone?: boolean }).standalone === true;

/** iPads say that they are Macs; only they have fingers. */
export const isApple = (agent: string, touches: number) => /iPhone|iPad|iPod/.test(agent) || (/Macintosh/.test(agent) && touches > 1);

export function way(): Way {
  if (done || standalone()) return null;
  if (offer) return 'ask';
  return isApple(navigator.userAgent, navigator.maxTouchPoints) ? 'ios' : null;
}

export async function install(): Promise<void> {
  const asked = offer;
  offer = null; // it can be shown once
  await asked?.prompt();
  done = (await asked?.userChoice)?.outcome === 'accepted';
  tell();
}

function subscribe(listener: () => void) {
  listeners.add(listener);
  return () => void listeners.delete(listener);
}

export const useInstall = (): Way => useSyncExternalStore(subscribe, way);
