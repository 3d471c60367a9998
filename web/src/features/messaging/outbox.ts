/**
 * Words on their way: drafts, and messages that wait for a connection. Each message keeps the `client_id` that it was given
 * when Send was pressed, so that however often it is tried, it is there once.
 *
 * Patients' words stay in this browser until they are sent (their own phone); the staff's only as long as this window, since
 * many people use one computer. Another account on the same device never sees them.
 */
import { useSyncExternalStore } from 'react';
import { newKey, send } from '@/lib/api';
import { asProblem } from '@/lib/problem';

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
const OLD = 7 * 86_400_000;
let owner = '';
let shelf: Storage | null = null;
let kept: Kept = EMPTY;
let sending = false;
const listeners = new Set<() => void>();
const sentListeners = new Set<(item: Waiting, reply: Sent) => void>();

/** Whose words these are from now on; `lasting` keeps them when the window is closed. */
export function open(userId: string, lasting: boolean) {
  const next = `wardline.words.${userId}`;
  if (next === owner) return;
  owner = next;
  shelf = storage(lasting);
  kept = read();
  tell();
}

function storage(lasting: boolean): Storage | null {
  try {
    return lasting ? globalThis.localStorage : globalThis.sessionStorage;
  } catch {
    return null; // a browser that keeps nothing: what waits lives as long as this page
  }
}

function read(): Kept {
  try {
    const found = JSON.parse(shelf?.getItem(owner) ?? 'null') as Kept | null;
    if (!found || !Array.isArray(found.waiting)) return EMPTY;
    return { drafts: found.drafts ?? {}, waiting: found.waiting.filter((one) => Date.now() - Date.parse(one.at) < OLD) };
  } catch {
    return EMPTY;
  }
}

function change(next: Kept) {
  kept = next;
  try {
    if (next.waiting.length || Object.keys(next.drafts).length) shelf?.setItem(owner, JSON.stringify(next));
    else shelf?.removeItem(owner);
  } catch { /* the shelf is full: it still waits in this page */ }
  tell();
}

function tell() {
  for (const listener of listeners) listener();
}

export function put(item: Omit<Waiting, 'client_id' | 'at'>): Waiting {
  const whole = { ...item, client_id: newKey(), at: new Date().toISOString() };
  change({ ...kept, waiting: [...kept.waiting, whole] });
  void flush();
  return whole;
}

export function discard(client_id: string) {
  change({ ...kept, waiting: kept.waiting.filter((one) => one.client_id !== client_id) });
}

export function draft(place: string, text: string) {
  if ((kept.drafts[place] ?? '') === text) return;
  const { [place]: _, ...others } = kept.drafts;
  change({ ...kept, drafts: text ? { ...others, [place]: text } : others });
}

/** Sends what waits, in order, one after the other; stops at the first that finds no server. */
export async function flush(): Promise<void> {
  if (sending) return;
  sending = true;
  try {
    for (let next = due(); next; next = due()) {
      const item: Waiting = next;
      try {
        const reply = await post(item);
        discard(item.client_id);
        for (const listener of sentListeners) listener(item, reply);
      } catch (error) {
        const problem = asProblem(error);
        if (problem.retryable || problem.status === 401 || problem.code === 'csrf') return;
        change({ ...kept, waiting: kept.waiting.map((one) => (one.client_id === item.client_id ? { ...one, refused: problem.detail || problem.code } : one)) });
      }
    }
  } finally {
    sending = false;
  }
}

const due = () => kept.waiting.find((one) => !one.refused);

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
