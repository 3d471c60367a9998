/** Words that wait on a device: sealed for one person, the last ones typed, and not for ever. */
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { replaceSession, type Session } from './auth';
import { forget, keep, kept, keptUnder, openShelf, shelfOwner, type Row, type Store } from './shelf';

const key = (letter: string) => btoa(letter.repeat(32));
let rows: Map<string, Row>;
const memory = (): Store => ({
  get: async (id) => rows.get(id), put: async (row) => void rows.set(row.id, row), drop: async (id) => void rows.delete(id), all: async () => [...rows.values()],
});
const open = (id: string, letter = id) => { openShelf(null); openShelf({ id, key: key(letter) }, memory); };

beforeEach(() => { rows = new Map(); open('a'); });
afterEach(() => vi.useRealTimers());

it('keeps what was typed last, sealed, and gives it back after the window was closed', async () => {
  void keep('note:1', { plan: 'Re' });
  await keep('note:1', { plan: 'Rest' });
  expect(rows.size).toBe(1);
  expect(new TextDecoder().decode(new Uint8Array([...rows.values()][0]!.sealed))).not.toContain('Rest');
  open('a');
  expect(await kept('note:1')).toEqual({ plan: 'Rest' });
  await forget('note:1');
  expect([await kept('note:1'), rows.size]).toEqual([null, 0]);
});

it('opens for nobody else on the same device, nor with another key', async () => {
  await keep('send:1', 'mine');
  open('b');
  expect([await kept('send:1'), await keptUnder('send:')]).toEqual([null, []]);
  open('a', 'x');
  expect([await kept('send:1'), await keptUnder('send:')]).toEqual([null, []]);
  open('a');
  expect(await keptUnder('send:')).toEqual([['send:1', 'mine']]);
});

it('keeps apart what somebody writes for himself and what he writes for another', async () => {
  const owners = [undefined, 'kid'].map((acting_for) => {
    replaceSession({ user: { id: 'mum' }, shelf_key: '', csrf: '', acting_for } as unknown as Session);
    return shelfOwner();
  });
  expect(owners).toEqual(['mum', 'mum/kid']);
  open('mum/kid', 'm');
  await keep('send:1', 'about my child');
  open('mum', 'm');
  expect([await kept('send:1'), await keptUnder('send:')]).toEqual([null, []]);
  open('mum/kid', 'm');
  expect(await keptUnder('send:')).toEqual([['send:1', 'about my child']]);
});

it('lets go what nobody came back for in a week, and lives in the page where nothing can be kept', async () => {
  await keep('task:1', 'old');
  for (const row of rows.values()) row.at -= 8 * 86_400_000;
  open('a');
  expect(await kept('task:1')).toBeNull();
  expect(rows.size).toBe(0);
  openShelf({ id: 'c', key: key('c') }, () => null);
  await keep('task:2', 'here');
  expect(await kept('task:2')).toBe('here');
});
