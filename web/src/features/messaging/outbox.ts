/**
 * Words on their way: drafts, and messages that wait for a connection. Each message keeps the `client_id` that it was given
 * when Send was pressed, so that however often it is tried, it is there once. They lie on this device's shelf, each in a place
 * of its own (two windows of one person do not write over each other), until they are sent; see lib/shelf for who can read them.
 * What is deleted in one window is sent from none: each looks at the shelf before it sends.
 */
import { useSyncExternalStore } from 'react';
import { newKey, send } from '@/lib/api';
import { asProblem } from '@/lib/problem';
import { emptied, forget, keep, keptUnder, shelfOwner } from '@/lib/shelf';

export type Waiting = {
  client_id: string; text: string; at: string; urgent?: boolean; file_ids?: string[];
  /** The conversation it goes to; without one it begins one with these values. */
  thread_id?: string; begins?: Record<string, unknown> & { subject: string };
  /** The server said no: its words, and nothing is tried by itself any more. */
  refused?: string;
};
type Kept = { waiting: Waiting[]; drafts: Record<string, string> };
type Sent = { thread: { id: string } } | { id: string };

const EMPTY: Kept = { waiting: [], drafts: {} };
const SEND = 'send:', WORDS = 'words:';
let owner = '', shelf = '';
let kept: Kept = EMPTY;
let sending = false, pass = Promise.resolve();
/** Tells the other windows what is gone, so that they show it no longer. */
const windows = typeof BroadcastChannel === 'undefined' ? null : new BroadcastChannel('outbox');
windows?.addEventListener('message', ({ data }: MessageEvent<{ shelf: string; client_id: string }>) => {
  if (data.shelf === shelf) leave(data.client_id);
});
const listeners = new Set<() => void>();
const sentListeners = new Set<(item: Waiting, reply: Sent) => void>();

/** Whose words these are from now on; what waited on this device waits again. */
export async function open(userId: string) {
  if (userId === owner && shelf === shelfOwner()) return;
  owner = userId;
  shelf = shelfOwner();
  kept = EMPTY;
  tell();
  const [waiting, drafts] = await Promise.all([keptUnder<Waiting>(SEND), keptUnder<string>(WORDS)]);
  if (owner !== userId) return;
  const here = new Set(kept.waiting.map((one) => one.client_id));
  const written = Object.fromEntries(drafts.map(([place, text]) => [place.slice(WORDS.length), text]));
  change({ waiting: [...waiting.map(([, one]) => one).filter((one) => !here.has(one.client_id)), ...kept.waiting], drafts: { ...written, ...kept.drafts } });
  void flush();
}

function change(next: Kept) {
  kept = next;
  tell();
}

function tell() {
  for (const listener of listeners) listener();
}

export function put(item: Omit<Waiting, 'client_id' | 'at'>): Waiting {
  const whole = { ...item, client_id: newKey(), at: new Date().toISOString() };
  change({ ...kept, waiting: [...kept.waiting, whole] });
  void keep(`${SEND}${whole.client_id}`, whole);
  void flush();
  return whole;
}

export function discard(client_id: string) {
  leave(client_id);
  void forget(`${SEND}${client_id}`).then(() => windows?.postMessage({ shelf, client_id }));
}

function leave(client_id: string) {
  change({ ...kept, waiting: kept.waiting.filter((one) => one.client_id !== client_id) });
}

export function draft(place: string, text: string) {
  if ((kept.drafts[place] ?? '') === text) return;
  const { [place]: _, ...others } = kept.drafts;
  change({ ...kept, drafts: text ? { ...others, [place]: text } : others });
  void (text ? keep(`${WORDS}${place}`, text) : forget(`${WORDS}${place}`));
}

/** Sends what waits, in order, one after the other; stops at the first that finds no server. Who asks meanwhile waits with it. */
export function flush(): Promise<void> {
  if (!sending) pass = sendAll();
  return pass;
}

async function sendAll(): Promise<void> {
  sending = true;
  try {
    for (let next = due(); next; next = due()) {
      const item: Waiting = next, mine = shelf, place = `${SEND}${item.client_id}`;
      const gone = await emptied(place);
      if (mine !== shelfOwner()) return; // somebody else sits here now: it waits on the shelf of its writer
      if (gone) {
        leave(item.client_id);
        continue;
      }
      try {
        const reply = await post(item);
        if (mine !== shelfOwner()) return; // its writer sends it once more, by its name, and is told that it is there
        discard(item.client_id);
        for (const listener of sentListeners) listener(item, reply);
      } catch (error) {
        const problem = asProblem(error);
        if (mine !== shelfOwner()) return;
        if (problem.retryable || problem.status === 401 || problem.code === 'csrf') return;
        if (await emptied(place)) {
          leave(item.client_id);
          continue;
        }
        const refused = { ...item, refused: problem.detail || problem.code };
        change({ ...kept, waiting: kept.waiting.map((one) => (one.client_id === item.client_id ? refused : one)) });
        void keep(place, refused);
      }
    }
  } finally {
    sending = false;
  }
}

/** Nothing is sent for one person in the name of the next. */
const due = () => (shelf === shelfOwner() ? kept.waiting.find((one) => !one.refused) : undefined);

function post({ client_id, text, urgent, file_ids, thread_id, begins }: Waiting): Promise<Sent> {
  const said = { client_id, text, urgent: urgent ?? false };
  return thread_id
    ? send<Sent>('POST', `/api/threads/${thread_id}/messages`, { body: { ...said, file_ids: file_ids ?? [] } })
    : send<Sent>('POST', '/api/threads', { body: { ...said, ...begins } });
}

export function onSent(listener: (item: Waiting, reply: Sent) => void): () => void {
  sentListeners.add(listener);
  return () => void sentListeners.delete(listener);
}

function subscribe(listener: () => void) {
  listeners.add(listener);
  return () => void listeners.delete(listener);
}

export const useOutbox = () => useSyncExternalStore(subscribe, () => kept);
/** For tests. */
export const look = () => kept;
