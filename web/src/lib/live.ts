/**
 * One socket for the whole page. Facts arrive with a position, given out by the relay in commit order. After an absence,
 * and quietly every now and then, the last sure position is sent and exactly what was missed comes back, in order; when
 * the server cannot say (`recovered: false`), everything on screen is read again.
 */
import type { QueryClient, QueryKey } from '@tanstack/react-query';
import { useEffect, useEffectEvent, useSyncExternalStore } from 'react';
import type { io as Io, Socket } from 'socket.io-client';
import { afterPage } from './line';
import { ApiProblem, isProblemBody, type ProblemBody } from './problem';

export type Fact = { position: number; kind: string; row?: unknown } & Record<string, unknown>;
export type FactHandler = QueryKey[] | 'none' | ((fact: Fact, qc: QueryClient) => void);
export type LiveMap = Record<string, FactHandler>;
export type LiveState = 'off' | 'connecting' | 'live' | 'offline';
export type Stream = { epoch: string; position: number };
type CatchUp = Stream & { facts: Fact[]; recovered: boolean };

const ACK_TIMEOUT = 8_000;
const LOOK_EVERY = 20_000;
const SESSION_CHECK = 5_000;
const RELOAD_AFTER = 3_000;
const TRY_AGAIN = { calm: 5_000, inCall: 1_000 };
let socket: Socket | null = null;
let state: LiveState = 'off';
const stateListeners = new Set<() => void>();
const handlers = new Map<string, Set<(payload: never) => void>>();
const rooms = new Map<string, number>();
const callers = new Set<() => void>();

function setState(next: LiveState) {
  if (state === next) return;
  state = next;
  for (const listener of stateListeners) listener();
}

/**
 * Applies facts once, whatever way they came. Only a catch-up proves that nothing is missing: a fact that arrives live may
 * have overtaken one that was lost on the way (Valkey away), so the position asked from moves with catch-ups alone.
 * Exported for tests.
 */
export class FactStream {
  private sure: Stream | null;
  private applied = new Set<number>();
  private waiting: Fact[] | null = null;

  constructor(private qc: QueryClient, private maps: LiveMap[], start: Stream | null) {
    this.sure = start;
  }

  /** Everything up to here has been seen. */
  get last(): Stream | null {
    return this.sure;
  }

  /** Facts that arrive while catching up are held back: they come after what was missed. */
  hold() {
    this.waiting ??= [];
  }

  receive(fact: Fact) {
    if (this.waiting) this.waiting.push(fact);
    else this.apply(fact);
  }

  caughtUp(reply: CatchUp) {
    if (reply.recovered && this.sure && this.sure.epoch === reply.epoch) {
      for (const fact of reply.facts) this.apply(fact);
    } else {
      this.qc.invalidateQueries({ predicate: (query) => query.queryKey[0] !== 'session' });
      this.applied.clear();
    }
    this.sure = { epoch: reply.epoch, position: reply.position };
    for (const position of this.applied) if (position <= reply.position) this.applied.delete(position);
    this.release();
  }

  /** Catch-up failed; what was held is applied, and the position stays where it was for the next try. */
  release() {
    const held = this.waiting ?? [];
    this.waiting = null;
    for (const fact of held) this.apply(fact);
  }

  private apply(fact: Fact) {
    if ((this.sure && fact.position <= this.sure.position) || this.applied.has(fact.position)) return;
    this.applied.add(fact.position);
    // Who acts for somebody is told that something is new, not what: what is on the screen is read again.
    if (fact.kind === 'acting') void this.qc.invalidateQueries({ predicate: (query) => query.queryKey[0] !== 'session' });
    for (const map of this.maps) run(map[fact.kind], fact, this.qc);
  }
}

function run(handler: FactHandler | undefined, fact: Fact, qc: QueryClient) {
  if (!handler || handler === 'none') return;
  if (typeof handler === 'function') handler(fact, qc);
  else for (const queryKey of handler) qc.invalidateQueries({ queryKey });
}

/**
 * Opens the socket for the signed-in person; the returned function closes it. `start` is where the page's data began: what
 * happens until the socket's own code is there (it comes after the page) is caught up on.
 */
export function connect(qc: QueryClient, maps: LiveMap[], start: Stream | null, as?: 'guest'): () => void {
  let close: (() => void) | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let wanted = true;
  setState('connecting');
  const load = () => void afterPage.then(() => import('socket.io-client')).then(
    ({ io }) => { if (wanted) close = open(io, qc, maps, start, as); },
    () => {
      if (!wanted) return;
      setState('offline');
      timer = setTimeout(load, RELOAD_AFTER);
    },
  );
  load();
  return () => {
    wanted = false;
    clearTimeout(timer);
    close?.();
    setState('off');
  };
}

function open(io: typeof Io, qc: QueryClient, maps: LiveMap[], start: Stream | null, as?: 'guest'): () => void {
  const stream = new FactStream(qc, maps, start);
  const line = io({
    path: '/socket.io', ...(as ? { query: { as } } : {}), transports: ['websocket'], withCredentials: true,
    reconnectionDelay: 300, reconnectionDelayMax: TRY_AGAIN.calm, randomizationFactor: 0.4, timeout: 8_000,
  });
  socket = line;
  hurryForCalls();
  setState('connecting');
  line.on('fact', (fact: Fact) => stream.receive(fact));
  const catchUp = async () => stream.caughtUp(await acknowledged<CatchUp>(line, 'catch_up', stream.last ?? {}));
  line.on('connect', async () => {
    for (const caller of callers) caller();
    if (as) return setState('live'); // an invited guest hears of one call and of no facts
    stream.hold();
    try {
      // Rooms first: what is caught up is what the rooms we sit in may hear.
      await Promise.all([...rooms.keys()].map((room) => acknowledged(line, 'watch', { room }).catch(() => undefined)));
      await catchUp();
    } catch {
      stream.release();
    }
    setState('live');
  });
  line.on('disconnect', (reason) => {
    setState('offline');
    if (reason === 'io server disconnect') checkSession(qc);
  });
  let asked = 0;
  line.on('connect_error', () => {
    setState('offline');
    // A browser cannot tell a refusal (the session has ended) from an unreachable server: HTTP can.
    if (Date.now() - asked < SESSION_CHECK) return;
    asked = Date.now();
    checkSession(qc);
  });
  line.onAny((name: string, payload: unknown) => {
    for (const handler of handlers.get(name) ?? []) handler(payload as never);
  });
  const hurry = () => {
    if (!line.connected) line.connect();
    else if (!as) catchUp().catch(() => undefined);
  };
  const seen = () => { if (document.visibilityState === 'visible') hurry(); };
  // Emits can be lost without a trace while the socket stays open; a quiet look now and then finds them.
  const timer = setInterval(() => { if (!as && line.connected && document.visibilityState === 'visible') catchUp().catch(() => undefined); }, LOOK_EVERY);
  window.addEventListener('online', hurry);
  document.addEventListener('visibilitychange', seen);
  return () => {
    clearInterval(timer);
    window.removeEventListener('online', hurry);
    document.removeEventListener('visibilitychange', seen);
    line.removeAllListeners();
    line.close();
    if (socket === line) socket = null;
  };
}

/** After a refusal: ask HTTP whether we are still signed in, and if so, try the socket again a little later. */
function checkSession(qc: QueryClient) {
  void qc.invalidateQueries({ queryKey: ['session'] });
  const line = socket;
  setTimeout(() => {
    if (line && line === socket && !line.connected) line.connect();
  }, 3_000);
}

async function acknowledged<Reply>(line: Socket, name: string, payload: unknown, timeout = ACK_TIMEOUT): Promise<Reply> {
  let reply: unknown;
  try {
    reply = await line.timeout(timeout).emitWithAck(name, payload);
  } catch {
    throw new ApiProblem({ code: 'no_answer' }, 0);
  }
  const refusal = (reply as { ok?: boolean; problem?: ProblemBody & Record<string, unknown> } | null)?.problem;
  if (refusal && (reply as { ok?: boolean }).ok === false) throw new ApiProblem(refusal);
  if (isProblemBody(reply)) throw new ApiProblem(reply);
  return reply as Reply;
}

/** Emits and resolves with the acknowledgement; a refusal or silence is an ApiProblem. Never queued while offline. */
export async function ask<Reply = { ok: true }>(name: string, payload: unknown, timeout = ACK_TIMEOUT): Promise<Reply> {
  if (!socket?.connected) throw new ApiProblem({ code: 'offline' }, 0);
  return acknowledged<Reply>(socket, name, payload, timeout);
}

function subscribeState(listener: () => void) {
  stateListeners.add(listener);
  return () => {
    stateListeners.delete(listener);
  };
}

export function useLiveState(): LiveState {
  return useSyncExternalStore(subscribeState, () => state);
}

/** Listens to a socket message (`call:signal`, `presence`) while mounted, across reconnects. */
export function useSocketEvent<Payload>(name: string, handler: (payload: Payload) => void) {
  const latest = useEffectEvent(handler);
  useEffect(() => onSocket<Payload>(name, (payload) => latest(payload)), [name]);
}

/** The same outside React; returns the unsubscribe function. */
export function onSocket<Payload>(name: string, handler: (payload: Payload) => void): () => void {
  const set = handlers.get(name) ?? new Set();
  handlers.set(name, set);
  set.add(handler as (payload: never) => void);
  return () => void set.delete(handler as (payload: never) => void);
}

/** Runs `action` whenever the socket is (again) connected and caught up: e.g. to re-enter a visit. */
export function onLive(action: () => void): () => void {
  const check = () => void (state === 'live' && action());
  check();
  return subscribeState(check);
}

/**
 * For a call: runs `action` as soon as the socket is (again) connected, before what was missed is caught up, and lets a lost
 * one be tried again every second. The returned function ends it.
 */
export function onLine(action: () => void): () => void {
  callers.add(action);
  hurryForCalls();
  if (socket?.connected) action();
  return () => {
    callers.delete(action);
    hurryForCalls();
  };
}

function hurryForCalls() {
  socket?.io.reconnectionDelayMax(callers.size ? TRY_AGAIN.inCall : TRY_AGAIN.calm);
}

/** Sits in a room (e.g. `case:{id}`) while mounted, again after every reconnect; the server decides whether it may. */
export function useRoom(room: string | null) {
  useEffect(() => {
    if (!room) return;
    rooms.set(room, (rooms.get(room) ?? 0) + 1);
    if (state === 'live') ask('watch', { room }).catch(() => undefined);
    return () => {
      const left = (rooms.get(room) ?? 1) - 1;
      if (left > 0) rooms.set(room, left);
      else {
        rooms.delete(room);
        ask('unwatch', { room }).catch(() => undefined);
      }
    };
  }, [room]);
}
