import { queryOptions } from '@tanstack/react-query';
import { get, type Reply } from '@/lib/api';
import type { components } from '@/lib/schema';

export type Health = Reply<'/api/admin/health', 'get'>;
export type Part = components['schemas']['HealthPart'];
export type JobLoad = components['schemas']['JobLoad'];
export type Lag = components['schemas']['ConsumerLag'];

/** Asked every five seconds: the live line may be what is ill. */
export const healthQuery = queryOptions({ queryKey: ['health'], queryFn: ({ signal }) => get('/api/admin/health', { signal }), refetchInterval: 5_000, staleTime: 0 });
