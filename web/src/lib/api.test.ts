import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { client, onUnauthenticated, send, setCsrf } from './api';
import { ApiProblem } from './problem';

let requests: Request[] = [];
let reply: () => Response = () => Response.json({ ok: true });
beforeEach(() => {
  requests = [];
  vi.stubGlobal('fetch', async (request: Request) => {
    requests.push(request);
    return reply();
  });
});
afterEach(() => {
  vi.unstubAllGlobals();
  reply = () => Response.json({ ok: true });
  setCsrf('');
});
const failing = async (call: Promise<unknown>) => call.then(() => { throw new Error('did not fail'); }, (error: ApiProblem) => error);

describe('send', () => {
  it('puts CSRF on writes only, and the idempotency key where given', async () => {
    setCsrf('token');
    await send('POST', '/api/appointments', { body: { slot: 1 }, idempotencyKey: 'k1' });
    await send('GET', '/api/slots', { query: { from: '2026-11-21', empty: undefined } });
    expect(requests[0]?.headers.get('X-CSRF-Token')).toBe('token');
    expect(requests[0]?.headers.get('Idempotency-Key')).toBe('k1');
    expect(await requests[0]?.json()).toEqual({ slot: 1 });
    expect(requests[1]?.headers.get('X-CSRF-Token')).toBeNull();
    expect(new URL(requests[1]!.url).search).toBe('?from=2026-11-21');
  });
  it('turns problem JSON into ApiProblem', async () => {
    reply = () => new Response(JSON.stringify({ code: 'slot_taken', status: 409, title: 'Taken', detail: 'Gone.' }), { status: 409, headers: { 'Content-Type': 'application/problem+json' } });
    const problem = await failing(send('POST', '/api/appointments', { body: {} }));
    expect(problem).toBeInstanceOf(ApiProblem);
    expect([problem.code, problem.status]).toEqual(['slot_taken', 409]);
  });
  it('survives an error that is not JSON, and no network at all', async () => {
    reply = () => new Response('<html>Bad gateway</html>', { status: 502 });
    expect((await failing(send('GET', '/api/x'))).code).toBe('http_502');
    vi.stubGlobal('fetch', async () => { throw new TypeError('Failed to fetch'); });
    expect((await failing(send('GET', '/api/x'))).code).toBe('network');
  });
  it('tells the app when the session has ended, but not when the session itself is asked for', async () => {
    const out = vi.fn();
    onUnauthenticated(out);
    reply = () => Response.json({ code: 'unauthenticated', status: 401 }, { status: 401 });
    await failing(send('GET', '/api/session'));
    expect(out).not.toHaveBeenCalled();
    await failing(send('GET', '/api/tasks'));
    expect(out).toHaveBeenCalledOnce();
  });
  it('lets an aborted request be an abort', async () => {
    vi.stubGlobal('fetch', async () => { throw new DOMException('', 'AbortError'); });
    await expect(send('GET', '/api/x')).rejects.toBeInstanceOf(DOMException);
  });
  it('reads an empty answer', async () => {
    reply = () => new Response(null, { status: 204 });
    expect(await send('DELETE', '/api/session')).toBeUndefined();
  });
});

it('the typed client goes over the same edge', async () => {
  setCsrf('token');
  await (client as unknown as { POST: (path: string, init: object) => Promise<unknown> }).POST('/api/x', { body: { a: 1 } });
  expect(requests[0]?.headers.get('X-CSRF-Token')).toBe('token');
});
