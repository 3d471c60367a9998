/**
 * The one list: filter, sort, count, keyset pages, skeleton, an empty state that says what to do. A table at a desk, stacked rows on a phone.
 * Live changes flash in place; the order holds still while the pointer or the focus is inside.
 */
import { Button, Skeleton, TextInput } from '@mantine/core';
import { ArrowDown, ArrowUp, Search } from 'lucide-react';
import { useMemo, useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Pages } from '@/lib/pages';
import css from './DataList.module.css';
import { DataRow, type Column } from './DataRow';
import { EmptyState } from './EmptyState';
import { ErrorState } from './ErrorState';
import { useStillOrder } from './useStillOrder';

export type { Column } from './DataRow';
export type Sort = { key: string; down: boolean };

type Props<Row> = {
  /** What the list is, for screen readers and the count: "Tasks". */
  label: string;
  pages: Pages<Row>;
  columns: Column<Row>[];
  rowKey: (row: Row) => string;
  /** The first column becomes a link that covers the row. */
  linkTo?: (row: Row) => string;
  /** Or a button that covers the row. */
  onOpen?: (row: Row) => void;
  /** Changes when the row changed: it flashes. */
  flashKey?: (row: Row) => unknown;
  search?: { value: string; onChange: (text: string) => void; placeholder: string };
  filters?: ReactNode;
  /** Sorting by the server; without it, loaded rows are sorted here by `column.sort`. */
  sort?: Sort | null;
  onSort?: (sort: Sort | null) => void;
  empty: { title: string; hint?: ReactNode; action?: ReactNode };
  /** Trailing cell: at most two small actions. */
  actions?: (row: Row) => ReactNode;
};

export function fromRows<Row>(rows: Row[] | undefined, state: { loading?: boolean; problem?: Pages<Row>['problem']; retry?: () => void } = {}): Pages<Row> {
  return {
    rows: rows ?? [], total: rows?.length ?? null, loading: state.loading ?? rows === undefined, problem: state.problem ?? null,
    hasMore: false, loadingMore: false, more: () => undefined, retry: state.retry ?? (() => undefined),
  };
}

function compare(a: string | number | null | undefined, b: string | number | null | undefined): number {
  if (a == null || b == null) return a == null ? (b == null ? 0 : 1) : -1;
  return typeof a === 'number' && typeof b === 'number' ? a - b : String(a).localeCompare(String(b), undefined, { numeric: true });
}

function useSorted<Row>({ pages, columns, sort, onSort }: Props<Row>) {
  const [own, setOwn] = useState<Sort | null>(null);
  const active = onSort ? sort ?? null : own;
  const rows = useMemo(() => {
    const by = !onSort && active ? columns.find((column) => column.key === active.key)?.sort : undefined;
    if (!by || !active) return pages.rows;
    return [...pages.rows].sort((a, b) => compare(by(a), by(b)) * (active.down ? -1 : 1));
  }, [pages.rows, columns, active, onSort]);
  return { rows, active, setSort: onSort ?? setOwn };
}

export function DataList<Row>(props: Props<Row>) {
  const { label, pages, columns, rowKey, linkTo, onOpen, flashKey, search, filters, empty, actions } = props;
  const { t } = useTranslation();
  const { rows: sorted, active, setSort } = useSorted(props);
  const still = useStillOrder(sorted, rowKey);
  const showBar = search || filters || pages.total !== null;
  return (
    <div className={css.list}>
      {showBar ? (
        <div className={css.tools}>
          {search ? (
            <TextInput className={css.search ?? ''} leftSection={<Search size={16} aria-hidden />} type="search" value={search.value} placeholder={search.placeholder}
              aria-label={search.placeholder} onChange={(event) => search.onChange(event.currentTarget.value)} />
          ) : null}
          {filters}
          {pages.total !== null ? <span className={css.count} role="status">{t('list.count', { count: pages.total })}</span> : null}
        </div>
      ) : null}
      {pages.problem ? <ErrorState problem={pages.problem} onRetry={pages.retry} />
        : pages.loading ? <Waiting label={label} />
          : still.rows.length === 0 ? <EmptyState {...empty} />
            : (
              <div role="presentation" onPointerEnter={still.hold} onPointerLeave={still.release} onFocus={still.hold}
                onBlur={(event) => { if (!event.currentTarget.contains(event.relatedTarget)) still.release(); }}>
                <table className={css.table} aria-label={label}>
                  <thead>
                    <tr>
                      {columns.map((column) => <Head key={column.key} column={column} sortable={!!column.sort} active={active} onSort={(next) => { still.release(); setSort(next); }} />)}
                      {actions ? <th><span className="visually-hidden">{t('list.actions')}</span></th> : null}
                    </tr>
                  </thead>
                  <tbody>
                    {still.rows.map((row) => (
                      <DataRow key={rowKey(row)} row={row} columns={columns} to={linkTo?.(row)} onOpen={onOpen} version={flashKey?.(row)} actions={actions} />
                    ))}
                  </tbody>
                </table>
              </div>
            )}
      {pages.hasMore && !pages.problem ? (
        <div className={css.more}><Button variant="default" loading={pages.loadingMore} onClick={pages.more}>{t('list.more')}</Button></div>
      ) : null}
    </div>
  );
}

function Head<Row>({ column, sortable, active, onSort }: { column: Column<Row>; sortable: boolean; active: Sort | null; onSort: (sort: Sort | null) => void }) {
  const mine = active?.key === column.key ? active : null;
  const Arrow = mine?.down ? ArrowDown : ArrowUp;
  const next = !mine ? { key: column.key, down: false } : mine.down ? null : { key: column.key, down: true };
  return (
    <th data-end={column.end || undefined} aria-sort={mine ? (mine.down ? 'descending' : 'ascending') : undefined}>
      {sortable ? (
        <button type="button" className={css.sort} onClick={() => onSort(next)}>{column.header}{mine ? <Arrow size={14} aria-hidden /> : null}</button>
      ) : column.header}
    </th>
  );
}

function Waiting({ label }: { label: string }) {
  const { t } = useTranslation();
  return (
    <div role="status" aria-label={`${label}: ${t('loading')}`}>
      {[0, 1, 2, 3, 4, 5].map((row) => <div key={row} className={css.bone}><Skeleton height={14} width={`${38 - row * 3}%`} /><Skeleton height={14} width={`${14 + row}%`} /></div>)}
    </div>
  );
}
