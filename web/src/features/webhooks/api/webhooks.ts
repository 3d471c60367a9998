import { queryOptions, useQueryClient } from '@tanstack/react-query';
import { del, get, post, put, type Reply, type Schema } from '@/lib/api';
import { usePages } from '@/lib/pages';
import { useWrite } from '@/lib/query';

export type Webhook = Reply<'/api/webhooks/{webhook_id}', 'get'>;
export type Made = Reply<'/api/webhooks/{webhook_id}/secret', 'post'>;
export type Delivery = Schema<'WebhookDeliveryOut'>;
export type Kind = 'CaseStarted' | 'CaseMoved' | 'CaseEnded' | 'TaskOpened' | 'TaskCompleted' | 'TaskCancelled' | 'IncidentRaised';
export type Wish = { name: string; url: string; process_ids: string[]; kinds: Kind[] };
export type Outcome = 'waiting' | 'delivered' | 'dead';
export const KINDS: Kind[] = ['CaseStarted', 'CaseMoved', 'CaseEnded', 'TaskOpened', 'TaskCompleted', 'TaskCancelled', 'IncidentRaised'];

export const webhooksQuery = queryOptions({ queryKey: ['webhooks', 'list'], queryFn: ({ signal }) => get('/api/webhooks', { signal }) });
export const webhookQuery = (id: string) =>
  queryOptions({ queryKey: ['webhooks', 'one', id], queryFn: ({ signal }) => get('/api/webhooks/{webhook_id}', { path: { webhook_id: id }, signal }) });
/** The names of the pathways; the same address and key as the list of pathways. */
export const pathwaysQuery = queryOptions({ queryKey: ['pathways', 'list'], queryFn: ({ signal }) => get('/api/processes', { signal }) });

export function useDeliveries(id: string, status: Outcome | null) {
  return usePages<Delivery>(['webhooks', 'deliveries', id, status], (after, signal) =>
    get('/api/webhooks/{webhook_id}/deliveries', { path: { webhook_id: id }, query: { status, after: after ?? '' }, signal }));
}

export function useRegister() {
  const qc = useQueryClient();
  return useWrite((wish: Wish) => post('/api/webhooks', { body: wish }), { quiet: true, onSuccess: () => void qc.invalidateQueries({ queryKey: ['webhooks'] }) });
}

/** What is done to one webhook. */
export function useWebhook(id: string) {
  const qc = useQueryClient();
  const onSuccess = () => void qc.invalidateQueries({ queryKey: ['webhooks'] });
  const path = { webhook_id: id };
  return {
    edit: useWrite((wish: Wish & { version: number }) => put('/api/webhooks/{webhook_id}', { path, body: wish }), { onSuccess, quiet: true }),
    pause: useWrite(() => post('/api/webhooks/{webhook_id}/pause', { path }), { onSuccess }),
    resume: useWrite(() => post('/api/webhooks/{webhook_id}/resume', { path }), { onSuccess }),
    renew: useWrite(() => post('/api/webhooks/{webhook_id}/secret', { path }), { onSuccess }),
    test: useWrite(() => post('/api/webhooks/{webhook_id}/test', { path }), { onSuccess }),
    retryAll: useWrite(() => post('/api/webhooks/{webhook_id}/retry', { path }), { onSuccess }),
    retry: useWrite((delivery: string) => post('/api/webhook-deliveries/{delivery_id}/retry', { path: { delivery_id: delivery } }), { onSuccess }),
    remove: useWrite(() => del('/api/webhooks/{webhook_id}', { path }), { onSuccess }),
  };
}
