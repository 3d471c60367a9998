/** What registration asks for: numbers, the hospital's own fields, consent texts, ages of minors. */
import { queryOptions, useQueryClient } from '@tanstack/react-query';
import { get, post, put, type Reply } from '@/lib/api';
import { useWrite } from '@/lib/query';

export type Rules = Reply<'/api/registration/all', 'get'>;
export type System = Rules['systems'][number];
export type Field = Rules['fields'][number];

export const rulesQuery = queryOptions({ queryKey: ['registration', 'all'], queryFn: ({ signal }) => get('/api/registration/all', { signal }) });
export const textsQuery = queryOptions({ queryKey: ['registration', 'texts'], queryFn: ({ signal }) => get('/api/registration/consent-texts', { signal }) });
export const agesQuery = queryOptions({ queryKey: ['registration', 'ages'], queryFn: ({ signal }) => get('/api/registration/ages', { signal }) });

function useRuleWrite<Input, Result>(write: (input: Input) => Promise<Result>) {
  const qc = useQueryClient();
  return useWrite(write, { quiet: true, onSuccess: () => qc.invalidateQueries({ queryKey: ['registration'] }) });
}
export const useKeepSystem = () => useRuleWrite(({ drawn: _drawn, example: _example, ...body }: System) => put('/api/registration/systems', { body }));
export const useKeepField = () => useRuleWrite((body: Field) => put('/api/registration/fields', { body }));
export const usePublishText = () => useRuleWrite((body: { kind: 'treatment' | 'telehealth' | 'billing' | 'privacy'; text_version: string; language: string; title: string; body: string }) => post('/api/registration/consent-texts', { body }));
export const useSetAges = () => useRuleWrite((body: { teen: number; adult: number }) => put('/api/registration/ages', { body }));
