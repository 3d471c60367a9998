import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import css from './DataList.module.css';
import { useFlash } from './useFlash';

export type Column<Row> = {
  key: string;
  header: string;
  cell: (row: Row) => ReactNode;
  /** The value that sorts; its presence makes the column sortable. */
  sort?: (row: Row) => string | number | null | undefined;
  /** Numbers and amounts line up at the end. */
  end?: boolean;
  /** On a phone: false hides the cell, 'bare' shows it without its label. */
  phone?: false | 'bare';
};

type Props<Row> = {
  row: Row; columns: Column<Row>[]; to: string | undefined; onOpen: ((row: Row) => void) | undefined; version: unknown;
  actions: ((row: Row) => ReactNode) | undefined;
};

export function DataRow<Row>({ row, columns, to, onOpen, version, actions }: Props<Row>) {
  const flash = useFlash<HTMLTableRowElement>(version);
  return (
    <tr ref={flash} data-opens={to || onOpen ? true : undefined}>
      {columns.map((column, index) => (
        <td key={column.key} data-label={index && column.phone !== 'bare' ? column.header : undefined} data-end={column.end || undefined}
          data-first={index === 0 || undefined} data-phone={column.phone === false ? 'no' : undefined}>
          {index > 0 ? column.cell(row)
            : to ? <Link to={to} className={css.cover ?? ''}>{column.cell(row)}</Link>
              : onOpen ? <button type="button" className={css.cover} onClick={() => onOpen(row)}>{column.cell(row)}</button>
                : column.cell(row)}
        </td>
      ))}
      {actions ? <td className={css.actions}>{actions(row)}</td> : null}
    </tr>
  );
}
