import { keepPreviousData, queryOptions, useQueryClient } from '@tanstack/react-query';
import { del, get, patch, post, put, type Reply, type Schema } from '@/lib/api';
import { usePages } from '@/lib/pages';
import { useWrite } from '@/lib/query';

export type Attention = Schema<'AttentionItem'>;
export type JobRow = Schema<'JobRow'>;
export type Service = Schema<'PricedService'>;
export type Switch = Schema<'SwitchOut'>;
export type Template = Schema<'MessageTemplateOut'>;
export type SetupStep = Schema<'SetupStepOut'>;
export type Comparison = Reply<'/api/admin/configuration', 'post'>;

export const attentionQuery = queryOptions({ queryKey: ['attention'], queryFn: ({ signal }) => get('/api/admin/attention', { signal }), refetchInterval: 60_000 });
export const setupQuery = queryOptions({ queryKey: ['setup'], queryFn: ({ signal }) => get('/api/admin/setup', { signal }) });
export const servicesQuery = queryOptions({ queryKey: ['priced-services'], queryFn: ({ signal }) => get('/api/admin/services', { signal }) });
export const switchesQuery = queryOptions({ queryKey: ['switches'], queryFn: ({ signal }) => get('/api/admin/switches', { signal }) });
export const historyQuery = (key: string) => queryOptions({ queryKey: ['switches', key], queryFn: ({ signal }) => get('/api/admin/switches/{key}/history', { path: { key }, signal }) });
export const templatesQuery = (language: string) => queryOptions({ queryKey: ['message-templates', language], queryFn: ({ signal }) => get('/api/message-templates', { query: { language }, signal }), placeholderData: keepPreviousData });

export const useDeadJobs = () => usePages<JobRow>(['jobs', 'dead'], (after, signal) => get('/api/admin/jobs', { query: { state: 'dead', ...(after ? { after: Number(after) } : {}) }, signal }));

/** A write that makes these lists new. */
function useChange<Input, Result>(keys: string[], write: (input: Input) => Promise<Result>, quiet = false) {
  const qc = useQueryClient();
  return useWrite(write, { quiet, onSuccess: () => Promise.all([...keys, 'attention'].map((key) => qc.invalidateQueries({ queryKey: [key] }))) });
}

export const useRetryJob = () => useChange(['jobs', 'health'], (job_id: number) => post('/api/admin/jobs/{job_id}/retry', { path: { job_id } }));
export const useRetryJobs = () => useChange(['jobs', 'health'], (name: string) => post('/api/admin/jobs/retry', { body: { name } }));
export const useAddPrice = () => useChange(['priced-services'], (wanted: { service_code: string; minor: number; valid_from: string }) => post('/api/prices', { body: wanted }), true);
export const useOffer = () => useChange(['priced-services'], ({ code, active }: { code: string; active: boolean }) => patch('/api/admin/services/{code}', { path: { code }, body: { active } }));
export type NewService = { code: string; display: string; unit: Service['unit']; virtual: boolean; minor?: number };
export const useAddService = () => useChange(['priced-services', 'setup'], (body: NewService) => post('/api/admin/services', { body: body as never }), true);
export const useCallService = () => useChange(['priced-services'], ({ code, ...body }: { code: string; display: string; unit: Service['unit']; virtual: boolean }) => patch('/api/admin/services/{code}', { path: { code }, body: body as never }), true);
export const useSetSwitch = () => useChange(['switches'], ({ key, value, reason }: { key: string; value: boolean | number | string; reason: string }) => put('/api/admin/switches/{key}', { path: { key }, body: { value, reason } }));
export const useUndoSwitch = () => useChange(['switches'], (key: string) => post('/api/admin/switches/{key}/undo', { path: { key } }));
type Words = { kind: string; language: string; subject: string; body: string; version: number };
export const useWriteTemplate = () => useChange(['message-templates'], ({ kind, ...body }: Words) => put('/api/message-templates/{kind}', { path: { kind }, body }), true);
export const useForgetTemplate = () => useChange(['message-templates'], ({ kind, language }: { kind: string; language: string }) => del('/api/message-templates/{kind}', { path: { kind }, query: { language } }));
export const usePreview = () => useWrite(({ kind, ...body }: Words) => post('/api/message-templates/{kind}/preview', { path: { kind }, body }), { quiet: true });
export const useTestTemplate = () => useWrite(({ kind, ...body }: Words) => post('/api/message-templates/{kind}/test', { path: { kind }, body }), { quiet: true });
/** The shipped words of one letter, fetched when somebody asks for it. */
export function useTestShipped() {
  const qc = useQueryClient();
  return useWrite(async () => {
    const { items } = await qc.ensureQueryData(templatesQuery('en'));
    const { kind, language, subject, body, version } = items.find((one) => one.kind === 'visit_booked') ?? items[0] as Template;
    return post('/api/message-templates/{kind}/test', { path: { kind }, body: { language, subject, body, version } });
  }, { quiet: true });
}
export const useConfiguration = () => useChange(['priced-services', 'switches', 'message-templates'], (wanted: { document: Record<string, unknown>; apply: boolean }) => post('/api/admin/configuration', { body: wanted }), true);
export const useMarkSetup = () => useChange(['setup'], ({ code, mark }: { code: string; mark: 'confirmed' | 'skipped' | null }) => put('/api/admin/setup/{setup_step}', { path: { setup_step: code }, body: { mark } }));
