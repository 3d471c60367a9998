/**
 * What somebody has typed and could not send yet, kept on this device in IndexedDB: a message, a note, a form. Each thing lies
 * in a place of its own (`note:<id>`), sealed (AES-GCM) under a key that the server gives to this person alone, with the
 * session. So words survive a closed window and a dead battery, and on a shared computer nobody else can read them, whether
 * or not somebody has signed out. Where a browser has no IndexedDB or no WebCrypto they live as long as the page.
 */
export type Row = { id: string; owner: string; at: number; iv: Uint8Array<ArrayBuffer>; sealed: ArrayBuffer };
export type Store = { get(id: string): Promise<Row | undefined>; put(row: Row): Promise<void>; drop(id: string): Promise<void>; all(): Promise<Row[]> };
type Open = { owner: string; key: CryptoKey; store: Store };

const OLD = 7 * 86_400_000;
let opened: Promise<Open | null> = Promise.resolve(null);
let owner = '';
let page = new Map<string, unknown>();
/** Places of which this window knows that they lay in the store: one that lies there no longer was emptied by another window. */
let lying = new Set<string>();
let last: Promise<unknown> = Promise.resolve();

/** Whose shelf it is from now on; null when nobody is signed in. */
export function openShelf(person: { id: string; key: string } | null, store: () => Store | null = indexed) {
  if (owner === (person?.id ?? '')) return;
  owner = person?.id ?? '';
  page = new Map();
  lying = new Set();
  opened = person ? open(person, store).catch(() => null) : Promise.resolve(null);
}

/** Whose it is: one person, or one person for another; '' for nobody. */
export const shelfOwner = () => owner;

async function open(person: { id: string; key: string }, make: () => Store | null): Promise<Open | null> {
  const store = globalThis.crypto?.subtle ? make() : null;
  if (!store) return null;
  const raw = Uint8Array.from(atob(person.key), (letter) => letter.charCodeAt(0));
  const key = await crypto.subtle.importKey('raw', raw, 'AES-GCM', false, ['encrypt', 'decrypt']);
  for (const row of await store.all()) if (Date.now() - row.at > OLD) await store.drop(row.id);
  return { owner: person.id, key, store };
}

const bound = (id: string) => new TextEncoder().encode(id);

/** Keeps a thing in its place; one after the other, and of what is typed quickly only the last. */
export function keep(place: string, value: unknown): Promise<void> {
  const mine = page, mineLying = lying;
  mine.set(place, value);
  return inOrder(async (shelf) => {
    if (mine.get(place) !== value) return;
    const id = `${shelf.owner}/${place}`;
    const iv = crypto.getRandomValues(new Uint8Array(12));
    const sealed = await crypto.subtle.encrypt({ name: 'AES-GCM', iv, additionalData: bound(id) }, shelf.key, bound(JSON.stringify(value)));
    await shelf.store.put({ id, owner: shelf.owner, at: Date.now(), iv, sealed });
    mineLying.add(place);
  });
}

export function forget(place: string): Promise<void> {
  page.delete(place);
  lying.delete(place);
  return inOrder((shelf) => shelf.store.drop(`${shelf.owner}/${place}`));
}

/** Whether another window of this person has emptied the place: the store is the truth, what this page remembers is not. */
export async function emptied(place: string): Promise<boolean> {
  const shelf = await settled();
  if (!shelf || !lying.has(place)) return false;
  return shelf.store.get(`${shelf.owner}/${place}`).then((row) => row === undefined, () => false);
}

/** What lies in a place, or null; what cannot be opened is nothing. */
export async function kept<T>(place: string): Promise<T | null> {
  if (page.has(place)) return page.get(place) as T;
  const shelf = await settled();
  const row = await shelf?.store.get(`${shelf.owner}/${place}`).catch(() => undefined);
  return shelf && row ? opening<T>(shelf, row) : null;
}

/** Everything of this person in places that begin so, the oldest first. */
export async function keptUnder<T>(prefix: string): Promise<[string, T][]> {
  const shelf = await settled();
  const found: [string, T][] = [];
  const rows = shelf ? await shelf.store.all().catch(() => []) : [];
  for (const row of rows.filter((one) => one.id.startsWith(`${shelf?.owner}/${prefix}`)).sort((one, other) => one.at - other.at)) {
    const value = shelf && (await opening<T>(shelf, row));
    if (value === null) continue;
    const place = row.id.slice(row.owner.length + 1);
    lying.add(place);
    found.push([place, value]);
  }
  return found;
}

async function settled(): Promise<Open | null> {
  const shelf = await opened;
  await last.catch(() => undefined);
  return shelf;
}

async function opening<T>(shelf: Open, row: Row): Promise<T | null> {
  if (Date.now() - row.at > OLD) return null;
  try {
    const plain = await crypto.subtle.decrypt({ name: 'AES-GCM', iv: row.iv, additionalData: bound(row.id) }, shelf.key, row.sealed);
    return JSON.parse(new TextDecoder().decode(plain)) as T;
  } catch {
    return null; // sealed for another key
  }
}

function inOrder(act: (shelf: Open) => Promise<void>): Promise<void> {
  const mine = opened;
  const next = last.then(async () => {
    const shelf = await mine;
    if (shelf) await act(shelf);
  }).catch(() => undefined); // the disk is full: it still lives in this page
  last = next;
  return next;
}

/** The browser's own database, one table. */
function indexed(): Store | null {
  if (typeof indexedDB === 'undefined') return null;
  const base = new Promise<IDBDatabase>((done, failed) => {
    const request = indexedDB.open('wardline', 1);
    request.onupgradeneeded = () => request.result.createObjectStore('shelf', { keyPath: 'id' });
    request.onsuccess = () => done(request.result);
    request.onerror = () => failed(new Error('no database'));
  });
  const act = async <T>(mode: IDBTransactionMode, what: (table: IDBObjectStore) => IDBRequest<T>): Promise<T> => {
    const table = (await base).transaction('shelf', mode).objectStore('shelf');
    return new Promise((done, failed) => {
      const request = what(table);
      request.onsuccess = () => done(request.result);
      request.onerror = () => failed(new Error('not kept'));
    });
  };
  return {
    get: (id) => act('readonly', (table) => table.get(id) as IDBRequest<Row | undefined>),
    put: async (row) => void (await act('readwrite', (table) => table.put(row))),
    drop: async (id) => void (await act('readwrite', (table) => table.delete(id))),
    all: () => act('readonly', (table) => table.getAll() as IDBRequest<Row[]>),
  };
}
