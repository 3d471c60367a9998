/** Registers the service worker and offers a new version; nothing reloads under a person's hands. */
import { Button } from '@mantine/core';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import css from './UpdatePrompt.module.css';

type Waiting = { accept: () => void };

export default function UpdatePrompt() {
  const { t } = useTranslation();
  const [waiting, setWaiting] = useState<Waiting | null>(null);
  useEffect(() => {
    if (!import.meta.env.PROD || !('serviceWorker' in navigator)) return;
    let alive = true;
    void import('workbox-window').then(({ Workbox }) => {
      const workbox = new Workbox('/sw.js');
      workbox.addEventListener('waiting', () => {
        if (alive) setWaiting({ accept: () => workbox.messageSkipWaiting() });
      });
      workbox.addEventListener('controlling', (event) => {
        if (event.isUpdate) location.reload();
      });
      void workbox.register().catch(() => undefined);
    });
    return () => {
      alive = false;
    };
  }, []);
  if (!waiting) return null;
  return (
    <div className={css.prompt} role="status">
      <span>{t('update.ready')}</span>
      <Button size="compact-sm" variant="light" onClick={waiting.accept}>{t('update.use')}</Button>
    </div>
  );
}
