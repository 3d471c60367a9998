import { queryOptions, useQueryClient } from '@tanstack/react-query';
import { get, post, type Schema } from '@/lib/api';
import { usePages } from '@/lib/pages';
import { useWrite } from '@/lib/query';

export type Glass = Schema<'GlassOut'>;
export type Found = Schema<'GlassPatient'>;
export type Look = Schema<'LookOut'>;

export const ownGlassQuery = queryOptions({ queryKey: ['break-glass', 'own'], queryFn: ({ signal }) => get('/api/break-glass/own', { signal }) });
export const glassQuery = (glass_id: string) =>
  queryOptions({ queryKey: ['break-glass', glass_id], queryFn: ({ signal }) => get('/api/break-glass/{glass_id}', { path: { glass_id }, signal }) });

export const useGlasses = (waiting: boolean) =>
  usePages<Glass>(['break-glass', 'list', waiting], (after, signal) => get('/api/break-glass', { query: { waiting, ...(after ? { after } : {}) }, signal }));

export const useFindPatient = () =>
  useWrite((who: { number: string } | { family: string; born: string }) => post('/api/break-glass/find', { body: who }), { quiet: true, retry: false });

function useAgain() {
  const qc = useQueryClient();
  return () => Promise.all([qc.invalidateQueries({ queryKey: ['break-glass'] }), qc.invalidateQueries({ queryKey: ['patients'] })]);
}

export const useBreakGlass = () =>
  useWrite((body: { patient_id: string; reason: string; minutes: number }) => post('/api/break-glass', { body }), { quiet: true, retry: false, onSuccess: useAgain() });
export const useEndGlass = () => useWrite((glass_id: string) => post('/api/break-glass/{glass_id}/end', { path: { glass_id } }), { onSuccess: useAgain() });
export const useReview = (glass_id: string) =>
  useWrite((body: { verdict: 'justified' | 'unjustified'; note: string }) => post('/api/break-glass/{glass_id}/review', { path: { glass_id }, body }), { quiet: true, retry: false, onSuccess: useAgain() });

export const useLooks = () =>
  usePages<Look>(['my', 'looks'], async (after, signal) => {
    const page = await get('/api/my/looks', { query: after ? { after: Number(after) } : {}, signal });
    return { items: page.items, next: page.next === null || page.next === undefined ? null : String(page.next) };
  });
