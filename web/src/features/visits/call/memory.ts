/** What this tab remembers of its call, so that a reload comes back as it was: in which visit, with what switched on. */
export type Wanted = { visitId: string; microphone: boolean; camera: boolean };
const KEY = 'wardline.call';

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
    if (wanted) sessionStorage.setItem(KEY, JSON.stringify(wanted));
    else sessionStorage.removeItem(KEY);
  } catch { /* private mode: a reload then asks again */ }
}
