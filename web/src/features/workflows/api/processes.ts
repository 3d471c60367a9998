import { queryOptions } from '@tanstack/react-query';
import { get, type Reply } from '@/lib/api';
import type { components } from '@/lib/schema';

export type ProcessRow = components['schemas']['ProcessRow'];
export type ProcessShown = Reply<'/api/processes/{process_id}', 'get'>;

export const processesQuery = queryOptions({ queryKey: ['pathways', 'list'], queryFn: ({ signal }) => get('/api/processes', { signal }) });
export const processQuery = (id: string) =>
  queryOptions({ queryKey: ['pathways', 'one', id], queryFn: ({ signal }) => get('/api/processes/{process_id}', { path: { process_id: id }, signal }) });
