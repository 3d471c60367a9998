/** Keyset pages: `{items, next, total}` from the server, "load more" on the screen. */
import { useInfiniteQuery, type InfiniteData, type QueryClient, type QueryKey } from '@tanstack/react-query';
import { asProblem, type ApiProblem } from './problem';

export type Page<Row> = { items: Row[]; next?: string | null; total?: number | null };
export type Pages<Row> = {
  rows: Row[]; total: number | null; loading: boolean; problem: ApiProblem | null; hasMore: boolean; loadingMore: boolean;
  more: () => void; retry: () => void;
};

export function usePages<Row>(queryKey: QueryKey, read: (after: string | undefined, signal: AbortSignal) => Promise<Page<Row>>, options: { enabled?: boolean } = {}): Pages<Row> {
  const query = useInfiniteQuery({
    queryKey,
    queryFn: ({ pageParam, signal }) => read(pageParam, signal),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (last) => last.next ?? undefined,
    placeholderData: (previous) => previous,
    ...options,
  });
  return {
    rows: query.data?.pages.flatMap((page) => page.items) ?? [],
    total: query.data?.pages[0]?.total ?? null,
    loading: query.isPending,
    problem: query.error && !query.data ? asProblem(query.error) : null,
    hasMore: query.hasNextPage, loadingMore: query.isFetchingNextPage,
    more: () => void query.fetchNextPage(), retry: () => void query.refetch(),
  };
}

/** Puts a fresh row in place in every cached list under `prefix`; true when some list held it. */
export function patchRow<Row extends { id: string }>(qc: QueryClient, prefix: QueryKey, row: Row): boolean {
  let found = false;
  qc.setQueriesData<InfiniteData<Page<Row>>>({ queryKey: prefix, predicate: (query) => isPages(query.state.data) }, (data) => data && {
    ...data,
    pages: data.pages.map((page) => ({
      ...page,
      items: page.items.map((item) => {
        if (item.id !== row.id) return item;
        found = true;
        return { ...item, ...row };
      }),
    })),
  });
  return found;
}

/** Takes a row out of every cached list under `prefix`. */
export function dropRow(qc: QueryClient, prefix: QueryKey, id: string) {
  qc.setQueriesData<InfiniteData<Page<{ id: string }>>>({ queryKey: prefix, predicate: (query) => isPages(query.state.data) }, (data) => data && {
    ...data,
    pages: data.pages.map((page) => {
      const items = page.items.filter((item) => item.id !== id);
      const gone = page.items.length - items.length;
      return { ...page, items, total: page.total == null ? page.total : page.total - gone };
    }),
  });
}

function isPages(data: unknown): boolean {
  return typeof data === 'object' && data !== null && Array.isArray((data as { pages?: unknown }).pages);
}
