/** Registers the service worker and offers a new version; nothing reloads under a person's hands, in this window or another. */
import { Button } from '@mantine/core';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { busy, useBusy } from '@/lib/busy';
import css from './UpdatePrompt.module.css';

const LOOK_EVERY = 3_600_000, ASK_EVERY = 3_000;

export default function UpdatePrompt() {
  const { t } = useTranslation();
  const why = useBusy();
  const accept = useNewVersion();
  const [accepted, setAccepted] = useState<(() => void) | null>(null);
  if (!accept || why === 'call') return null;
  const waits = accepted === accept; // for the end of a call in another window
  return (
    <div className={css.prompt} role="status">
      <span>{t(why === 'typing' ? 'update.later' : waits ? 'update.waits' : 'update.ready')}</span>
      {why === 'typing' || waits ? null : <Button size="compact-sm" variant="light" onClick={() => { setAccepted(() => accept); accept(); }}>{t('update.use')}</Button>}
    </div>
  );
}

/** How to change to the version that waits, or that another window has changed to already; null while there is none. */
function useNewVersion(): (() => void) | null {
  const [accept, setAccept] = useState<(() => void) | null>(null);
  useEffect(() => {
    if (!import.meta.env.PROD || !('serviceWorker' in navigator)) return;
    let alive = true;
    let here = false;
    let asking: ReturnType<typeof setInterval> | undefined;
    let look: () => void = () => undefined;
    const seen = () => { if (document.visibilityState === 'visible') look(); };
    const timer = setInterval(() => look(), LOOK_EVERY);
    document.addEventListener('visibilitychange', seen);
    void import('workbox-window').then(({ Workbox }) => {
      const workbox = new Workbox('/sw.js');
      let looked = Date.now();
      look = () => {
        if (Date.now() - looked < LOOK_EVERY / 6) return;
        looked = Date.now();
        void workbox.update().catch(() => undefined);
      };
      workbox.addEventListener('waiting', () => {
        if (!alive) return;
        setAccept(() => () => {
          here = true;
          workbox.messageSkipWaiting();
          asking ??= setInterval(() => workbox.messageSkipWaiting(), ASK_EVERY); // the worker waits for calls in other windows
        });
      });
      workbox.addEventListener('controlling', (event) => {
        // The first worker of a browser takes the page over, too: that is no new version.
        if (!alive || !(here || event.isUpdate || event.isExternal)) return;
        clearInterval(asking);
        if (!busy() && (here || document.hidden)) location.reload();
        else setAccept(() => () => location.reload()); // another window took it: this one follows when its person likes
      });
      void workbox.register().catch(() => undefined);
    });
    return () => {
      alive = false;
      clearInterval(timer);
      clearInterval(asking);
      document.removeEventListener('visibilitychange', seen);
    };
  }, []);
  return accept;
}
