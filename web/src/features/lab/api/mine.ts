/** One's own laboratory orders. */
import { queryOptions } from '@tanstack/react-query';
import { get, type Reply } from '@/lib/api';

export type OwnOrders = Reply<'/api/my/service-requests', 'get'>;
export type OwnOrder = OwnOrders['items'][number];

export const ownOrdersQuery = queryOptions({ queryKey: ['my', 'service-requests'], queryFn: ({ signal }) => get('/api/my/service-requests', { signal }) });

/** Whether the patient is to come for it. */
export const toCome = (order: OwnOrder) => order.stage === 'collect' || order.stage === 'again';
export const isOpen = (order: OwnOrder) => toCome(order) || order.stage === 'result' || order.stage === 'review';
