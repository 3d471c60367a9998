/**
 * For whom the person of this tab acts: a patient's id, or null for himself. Kept for this tab alone, so that two tabs
 * never mix two people; every request carries it (`X-Acting-For`), and the server decides what it opens.
 */
const KEY = 'acting-for';
let current = read();

function read(): string | null {
  try { return sessionStorage.getItem(KEY); } catch { return null; }
}

export const actingFor = () => current;

/** Act for this patient from now on, or for oneself. A full load: nothing read of the one is left for the other. */
export function actFor(patientId: string | null, to = '/my') {
  remember(patientId);
  location.assign(to);
}

function remember(patientId: string | null) {
  current = patientId;
  try { if (patientId) sessionStorage.setItem(KEY, patientId); else sessionStorage.removeItem(KEY); } catch { /* this page alone */ }
}

/** The grant is over, or somebody else has signed in. */
export const stopActing = () => remember(null);

/** An address that the browser fetches by itself (links, pictures), for the same patient. */
export const withActing = (url: string) => (current ? `${url}${url.includes('?') ? '&' : '?'}acting_for=${current}` : url);
