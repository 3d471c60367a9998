/** Displays and kiosks: their token stands behind # in the address and stays in this browser. */
import { queryOptions, useQueryClient } from '@tanstack/react-query';
import { del, get, post, send, type Reply } from '@/lib/api';
import { useWrite } from '@/lib/query';

export type Kind = 'display' | 'kiosk';
export type Display = Reply<'/api/display', 'get'>;
export type Kiosk = Reply<'/api/kiosk', 'get'>;
export type Found = Reply<'/api/kiosk/find', 'post'>;
export type Taken = Reply<'/api/kiosk/check-in', 'post'>;

/** The token of this device: from the address once, from this browser's memory later. */
export function deviceToken(kind: Kind): string {
  const key = `screen.${kind}`;
  const given = location.hash.slice(1);
  if (given) {
    localStorage.setItem(key, given);
    history.replaceState(history.state, '', location.pathname); // not to be read off the address bar
  }
  return given || localStorage.getItem(key) || '';
}

const asDevice = (kind: Kind) => ({ 'X-Screen-Token': deviceToken(kind) });

export const displayQuery = queryOptions({
  queryKey: ['display'],
  queryFn: ({ signal }) => send<Display>('GET', '/api/display', { signal, headers: asDevice('display') }),
  refetchInterval: 3_000,
  refetchIntervalInBackground: true,
});

export const kioskQuery = queryOptions({
  queryKey: ['kiosk'],
  queryFn: ({ signal }) => send<Kiosk>('GET', '/api/kiosk', { signal, headers: asDevice('kiosk') }),
  staleTime: 60 * 60_000,
  refetchInterval: ({ state }) => (state.data ? false : 10_000), // it heals by itself: nobody is there to load it anew
});

export const useFind = () => useWrite((body: { birth_date: string; key: string }) => send<Found>('POST', '/api/kiosk/find', { body, headers: asDevice('kiosk') }), { quiet: true });
export const useKioskCheckIn = () => useWrite((body: { token: string; appointment_id: string }) => send<Taken>('POST', '/api/kiosk/check-in', { body, headers: asDevice('kiosk') }), { quiet: true });

export const screensQuery = queryOptions({ queryKey: ['screens'], queryFn: ({ signal }) => get('/api/screens', { signal }) });

export function useAddScreen() {
  const qc = useQueryClient();
  return useWrite((body: { kind: Kind; name: string }) => post('/api/screens', { body }), { quiet: true, onSuccess: () => void qc.invalidateQueries({ queryKey: ['screens'] }) });
}
export function useRevokeScreen() {
  const qc = useQueryClient();
  return useWrite((id: string) => del('/api/screens/{screen_id}', { path: { screen_id: id } }), { onSuccess: () => void qc.invalidateQueries({ queryKey: ['screens'] }) });
}
