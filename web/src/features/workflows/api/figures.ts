/** How a pathway did in a period. Asked when somebody looks; cases move all the time and figures need not follow each. */
import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import { get, type Reply } from '@/lib/api';

export type Figures = Reply<'/api/processes/{process_id}/metrics', 'get'>;
export type FiguresAsked = { days: number; version?: number };

export const figuresQuery = (id: string, asked: FiguresAsked) =>
  queryOptions({
    queryKey: ['figures', id, asked],
    queryFn: ({ signal }) => get('/api/processes/{process_id}/metrics', { path: { process_id: id }, query: asked, signal }),
    staleTime: 60_000, placeholderData: keepPreviousData,
  });

export const figuresFile = (id: string, asked: FiguresAsked, table: 'days' | 'versions' | 'elements' | 'incidents') =>
  `/api/processes/${encodeURIComponent(id)}/metrics.csv?${new URLSearchParams({ table, ...Object.fromEntries(Object.entries(asked).map(([name, value]) => [name, String(value)])) }).toString()}`;
