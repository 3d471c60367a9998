import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import * as outbox from './outbox';

const replies: (() => Response)[] = [];
const asked: { url: string; body: Record<string, unknown> }[] = [];

beforeEach(() => {
  localStorage.clear();
  asked.length = replies.length = 0;
  vi.stubGlobal('fetch', async (request: Request) => {
    asked.push({ url: new URL(request.url).pathname, body: (await request.json()) as Record<string, unknown> });
    const reply = replies.shift();
    if (!reply) throw new TypeError('offline');
    return reply();
  });
  outbox.open(crypto.randomUUID(), true);
});
afterEach(() => vi.unstubAllGlobals());

const settled = () => new Promise((resolve) => setTimeout(resolve, 0)).then(() => outbox.flush());
const fine = () => Response.json({ id: 'm1' }, { status: 201 });

test('what is written without a connection is kept, and sent once with the same name', async () => {
  const first = outbox.put({ thread_id: 't1', text: 'Hello' });
  outbox.put({ thread_id: 't1', text: 'Again' });
  await settled();
  expect(outbox.look().waiting.map((one) => one.text)).toEqual(['Hello', 'Again']);
  expect(localStorage.length).toBe(1);
  replies.push(fine, fine);
  await settled();
  expect(outbox.look().waiting).toEqual([]);
  expect(localStorage.length).toBe(0);
  const ids = asked.filter((one) => one.body.text === 'Hello').map((one) => one.body.client_id);
  expect(ids.length).toBeGreaterThan(1);
  expect(new Set(ids)).toEqual(new Set([first.client_id]));
  expect(asked.slice(-2).map((one) => one.body.text)).toEqual(['Hello', 'Again']);
});

test('what the server refuses is shown, and does not hold up what comes after it', async () => {
  replies.push(() => Response.json({ code: 'file_gone', detail: 'A file is gone.' }, { status: 422 }), fine);
  outbox.put({ thread_id: 't1', text: 'With a file', file_ids: ['f1'] });
  outbox.put({ thread_id: 't1', text: 'Next' });
  await settled();
  expect(outbox.look().waiting.map((one) => [one.text, one.refused])).toEqual([['With a file', 'A file is gone.']]);
  outbox.discard(outbox.look().waiting[0]!.client_id);
  expect(localStorage.length).toBe(0);
});

test('drafts are their writer’s, and nobody else sees them on the same device', () => {
  outbox.draft('t1', 'half a sen');
  const mine = [...Array(localStorage.length).keys()].map((n) => localStorage.key(n));
  outbox.open('somebody-else', true);
  expect(outbox.look()).toEqual({ waiting: [], drafts: {} });
  outbox.open(String(mine[0]).replace('wardline.words.', ''), true);
  expect(outbox.look().drafts).toEqual({ t1: 'half a sen' });
  outbox.draft('t1', '');
  expect(localStorage.length).toBe(0);
});
