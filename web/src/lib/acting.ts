/**
 * For whom the person of this tab acts: a patient's id, or null for himself. Kept for this tab alone, so that two tabs
 * never mix two people; every request carries it (`X-Acting-For`), and the server decides what it opens.
 */
const KEY = 'acting-for', NAME = 'acting-name';
let current = read(KEY);
let called = read(NAME);

function read(key: string): string | null {
  try { return sessionStorage.getItem(key); } catch { return null; }
}

export const actingFor = () => current;
/** What the patient is called for whom this tab acts; ready at once, so that every page can say it without a request. */
export const actingName = () => called ?? '';

/** Act for this patient from now on, or for oneself. A full load: nothing read of the one is left for the other. */
export function actFor(patient: { id: string; name: string } | null, to = '/my') {
  remember(patient);
  location.assign(to);
}

function remember(patient: { id: string; name: string } | null) {
  current = patient?.id ?? null;
  called = patient?.name ?? null;
  try {
    for (const [key, value] of [[KEY, current], [NAME, called]] as const) if (value) sessionStorage.setItem(key, value); else sessionStorage.removeItem(key);
  } catch { /* this page alone */ }
}

/** The grant is over, or somebody else has signed in. */
export const stopActing = () => remember(null);

/** An address that the browser fetches by itself (links, pictures), for the same patient. */
export const withActing = (url: string) => (current ? `${url}${url.includes('?') ? '&' : '?'}acting_for=${current}` : url);
