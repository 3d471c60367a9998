/** What this tab remembers of its call, so that a reload comes back as it was: in which visit, with what switched on. */
export type Wanted = { visitId: string; microphone: boolean; camera: boolean };
const KEY = 'wardline.call';
/** The visit whose call another window of the same person has taken over from this tab, until this one is asked back. */
const ELSEWHERE = 'wardline.call.elsewhere';

export function remembered(visitId: string): Wanted | null {
  try {
    const kept = JSON.parse(sessionStorage.getItem(KEY) ?? 'null') as Wanted | null;
    return kept?.visitId === visitId ? kept : null;
  } catch {
    return null;
  }
}

export function remember(wanted: Wanted | null) {
  try {
    if (!wanted) return sessionStorage.removeItem(KEY);
    sessionStorage.setItem(KEY, JSON.stringify(wanted));
    sessionStorage.removeItem(ELSEWHERE); // whoever is in is here
  } catch { /* private mode: a reload then asks again */ }
}

export function goneElsewhere(visitId: string) {
  try {
    sessionStorage.setItem(ELSEWHERE, visitId);
  } catch { /* private mode: this tab may come back by itself */ }
}

export function isElsewhere(visitId: string): boolean {
  try {
    return sessionStorage.getItem(ELSEWHERE) === visitId;
  } catch {
    return false;
  }
}
