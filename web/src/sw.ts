/// <reference lib="webworker" />
/** Keeps the patients' shell for a quick and offline start, other parts of the app once they were used, and shows pushes. Never keeps a reply of /api: no record stays on a phone. */
import { cleanupOutdatedCaches, createHandlerBoundToURL, precacheAndRoute, type PrecacheEntry } from 'workbox-precaching';
import { NavigationRoute, registerRoute } from 'workbox-routing';
import { CALL_LOCK } from './lib/locks';

declare const self: ServiceWorkerGlobalScope & { __WB_MANIFEST: PrecacheEntry[] };

precacheAndRoute(self.__WB_MANIFEST);
cleanupOutdatedCaches();

/** What a page needs beyond the shell is kept once it was used: its name holds its content's hash, so it is never old. */
const USED = 'used-assets', MOST = 800;
registerRoute(({ url, sameOrigin }) => sameOrigin && url.pathname.startsWith('/assets/'), async ({ request }) => {
  const cache = await caches.open(USED);
  const known = await cache.match(request);
  if (known) return known;
  const reply = await fetch(request);
  if (reply.ok) await cache.put(request, reply.clone()).catch(() => undefined);
  return reply;
});

async function tidy() {
  const cache = await caches.open(USED);
  const names = await cache.keys();
  await Promise.all(names.slice(0, Math.max(0, names.length - MOST)).map((one) => cache.delete(one)));
}

registerRoute(new NavigationRoute(createHandlerBoundToURL('/index.html'), {
  denylist: [/^\/api\//, /^\/socket\.io/, /^\/(healthz|readyz|metrics|openapi\.json|docs)\b/],
}));

/** This version takes over when a window asks for it, but under nobody's call: the pieces that a call may still need go with the old one. Asked again, it looks again. */
async function takeOver() {
  const locks = self.navigator.locks as LockManager | undefined;
  if (!locks) return self.skipWaiting();
  await locks.request(CALL_LOCK, { ifAvailable: true }, (lock) => (lock ? self.skipWaiting() : undefined));
}

self.addEventListener('message', (event) => {
  if ((event.data as { type?: string } | null)?.type === 'SKIP_WAITING') event.waitUntil(takeOver());
});
self.addEventListener('activate', (event) => event.waitUntil(Promise.all([self.clients.claim(), tidy()])));

/** A push is `{title, body?, url, tag?}` in general words; anything else becomes a sentence that says nothing about anyone. */
type Push = { title: string; body?: string; url: string; tag?: string };

function readPush(event: PushEvent): Push {
  try {
    const data = event.data?.json() as Partial<Push> | undefined;
    if (data && typeof data.title === 'string') {
      return {
        title: data.title.slice(0, 120), url: typeof data.url === 'string' ? data.url : '/',
        ...(typeof data.body === 'string' ? { body: data.body.slice(0, 240) } : {}),
        ...(typeof data.tag === 'string' ? { tag: data.tag } : {}),
      };
    }
  } catch {
    // Not JSON: fall through to the neutral sentence.
  }
  return { title: 'You have a new message', url: '/' };
}

self.addEventListener('push', (event) => {
  const { title, url, ...options } = readPush(event);
  event.waitUntil(self.registration.showNotification(title, {
    ...options, icon: '/icon-192.png', badge: '/icon-192.png', data: { url },
  }));
});

self.addEventListener('notificationclick', (event) => {
  event.notification.close();
  const wanted = new URL((event.notification.data as { url?: string } | null)?.url ?? '/', self.location.origin);
  const target = wanted.origin === self.location.origin ? wanted.href : self.location.origin;
  event.waitUntil((async () => {
    const windows = await self.clients.matchAll({ type: 'window', includeUncontrolled: true });
    // A window in a call is not navigated away: it is only brought forward.
    const open = windows.find((client) => client.url === target) ?? windows.find((client) => !/\/(call|visits)\//.test(client.url));
    if (!open) return void (await self.clients.openWindow(target));
    await open.focus();
    if (open.url !== target) await open.navigate(target).catch(() => undefined);
  })());
});
