import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { emptied, openShelf, type Row, type Store } from '@/lib/shelf';
import * as outbox from './outbox';

const replies: (() => Response)[] = [];
const asked: { url: string; body: Record<string, unknown> }[] = [];

let rows: Map<string, Row>;
const memory = (): Store => ({
  get: async (id) => rows.get(id), put: async (row) => void rows.set(row.id, row), drop: async (id) => void rows.delete(id), all: async () => [...rows.values()],
});
/** A window of this person is opened (again). */
const as = async (id: string) => {
  openShelf(null);
  openShelf({ id, key: btoa(id[0]!.repeat(32)) }, memory);
  await outbox.open('');
  await outbox.open(id);
};

beforeEach(async () => {
  rows = new Map();
  asked.length = replies.length = 0;
  vi.stubGlobal('fetch', async (request: Request) => {
    asked.push({ url: new URL(request.url).pathname, body: (await request.json()) as Record<string, unknown> });
    const reply = replies.shift();
    if (!reply) throw new TypeError('offline');
    return reply();
  });
  await as('ada');
});
afterEach(() => vi.unstubAllGlobals());

/** Nothing is on its way any more, and what is kept lies on the shelf: by their own word, however slow the machine. */
const settled = async () => {
  await outbox.flush(); // what is being sent
  await outbox.flush(); // and what was answered too late to go with it
  await emptied('');
};
const fine = () => Response.json({ id: 'm1' }, { status: 201 });

test('what is written without a connection is kept, and sent once with the same name', async () => {
  const first = outbox.put({ thread_id: 't1', text: 'Hello' });
  outbox.put({ thread_id: 't1', text: 'Again' });
  await settled();
  expect(outbox.look().waiting.map((one) => one.text)).toEqual(['Hello', 'Again']);
  expect(rows.size).toBe(2);
  await as('ada'); // the window was closed meanwhile
  expect(outbox.look().waiting.map((one) => one.text)).toEqual(['Hello', 'Again']);
  replies.push(fine, fine);
  await settled();
  expect(outbox.look().waiting).toEqual([]);
  expect(rows.size).toBe(0);
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
  await settled();
  expect(rows.size).toBe(0);
});

test('what one person has written is neither sent nor kept in the name of the next', async () => {
  let answer: (reply: Response) => void = () => undefined;
  vi.stubGlobal('fetch', (request: Request) => { asked.push({ url: request.url, body: {} }); return new Promise((done) => { answer = done; }); });
  outbox.put({ thread_id: 't1', text: 'About me' });
  outbox.put({ thread_id: 't1', text: 'And this' });
  await vi.waitFor(() => expect(asked.length).toBe(1));
  openShelf({ id: 'ben', key: btoa('b'.repeat(32)) }, memory); // signed in here while the first is on its way
  answer(Response.json({ code: 'forbidden' }, { status: 403 }));
  await settled();
  expect(asked.length).toBe(1);
  expect([...rows.values()].map((row) => row.owner)).toEqual(['ada', 'ada']);
  vi.stubGlobal('fetch', async () => { throw new TypeError('offline'); });
  await as('ada');
  expect(outbox.look().waiting.map((one) => [one.text, one.refused])).toEqual([['About me', undefined], ['And this', undefined]]);
});

test('a person who sits down between two words of it sends nothing of the last one, nor hears of it', async () => {
  const ben = () => openShelf({ id: 'ben', key: btoa('b'.repeat(32)) }, memory);
  const heard = vi.fn();
  const off = outbox.onSent(heard);
  outbox.put({ thread_id: 't1', text: 'About me' });
  await vi.waitFor(() => expect([rows.size, asked.length]).toEqual([1, 1]));
  await settled();
  const before = asked.length;
  const sending = outbox.flush();
  ben(); // while it is looked up whether another window has deleted it
  await sending;
  expect(asked.length).toBe(before);
  await as('ada');
  let answer: (reply: Response) => void = () => undefined;
  await settled();
  const fetch = vi.fn(() => new Promise((done) => { answer = done; }));
  vi.stubGlobal('fetch', fetch);
  const sent = outbox.flush();
  await vi.waitFor(() => expect(fetch).toHaveBeenCalledOnce());
  ben(); // while it is on its way
  answer(fine());
  await sent;
  expect([heard.mock.calls.length, [...rows.values()].map((row) => row.owner)]).toEqual([0, ['ada']]);
  off();
});

test('who acts for somebody else and then for himself has the words of each in their own place', async () => {
  openShelf({ id: 'ada/kid', key: btoa('a'.repeat(32)) }, memory);
  await outbox.open('ada');
  outbox.put({ thread_id: 't1', text: 'For my child' });
  await settled();
  openShelf({ id: 'ada', key: btoa('a'.repeat(32)) }, memory);
  await outbox.open('ada');
  expect(outbox.look().waiting).toEqual([]);
  replies.push(fine);
  outbox.put({ thread_id: 't2', text: 'For myself' });
  await settled();
  expect([asked.at(-1)?.body.text, outbox.look().waiting]).toEqual(['For myself', []]);
});

test('drafts are their writer’s, and nobody else sees them on the same device', async () => {
  outbox.draft('t1', 'half a sen');
  await as('somebody-else');
  expect(outbox.look()).toEqual({ waiting: [], drafts: {} });
  await as('ada');
  expect(outbox.look().drafts).toEqual({ t1: 'half a sen' });
  outbox.draft('t1', '');
  await settled();
  expect(rows.size).toBe(0);
});

test('what is deleted in another window is not sent from this one, nor kept again when it is refused', async () => {
  const first = outbox.put({ thread_id: 't1', text: 'Better not' });
  const second = outbox.put({ thread_id: 't1', text: 'This one' });
  await settled();
  const before = asked.length;
  rows.delete(`ada/send:${first.client_id}`); // as another window deletes it
  replies.push(fine);
  await settled();
  expect(asked.slice(before).map((one) => one.body.text)).toEqual(['This one']);
  expect(outbox.look().waiting).toEqual([]);
  const third = outbox.put({ thread_id: 't1', text: 'Refused meanwhile' });
  replies.push(() => { rows.delete(`ada/send:${third.client_id}`); return Response.json({ code: 'gone' }, { status: 422 }); });
  await settled();
  expect([outbox.look().waiting, rows.size, second.text]).toEqual([[], 0, 'This one']);
});
