/** One part of My work. Rows flash where they stand; their order holds still while the pointer or the focus is inside. */
import { useTranslation } from 'react-i18next';
import { Section } from '@/components/ui/Section';
import { useStillOrder } from '@/components/ui/useStillOrder';
import type { TaskRow } from '@/lib/tasks';
import css from './Work.module.css';
import { WorkRow } from './WorkRow';

type Props = {
  title: string; hint?: string; rows: TaskRow[]; empty: string;
  /** There are more than these, not loaded yet: the number says so. */
  more?: boolean;
  canOpen: (row: TaskRow) => boolean;
  onClaim: (row: TaskRow) => void; onRelease: (row: TaskRow) => void;
  /** A lead chooses several: then rows show a box instead of their buttons. */
  onChoose?: ((row: TaskRow) => void) | undefined; chosen?: Set<string> | null;
};

export function WorkGroup({ title, hint, rows, empty, more, canOpen, onClaim, onRelease, onChoose, chosen }: Props) {
  const { t } = useTranslation('workflows');
  const still = useStillOrder(rows, (row) => row.id);
  return (
    <Section title={<>{title}{rows.length ? <><span className={css.count} aria-hidden>{rows.length}{more ? '+' : ''}</span><span className="visually-hidden"> {t(more ? 'work.count_more' : 'work.count', { count: rows.length })}</span></> : null}</>} {...(hint ? { hint } : {})}>
      {rows.length === 0 ? <p className={css.quiet}>{empty}</p> : (
        <div role="presentation" onPointerEnter={still.hold} onPointerLeave={still.release} onFocus={still.hold}
          onBlur={(event) => { if (!event.currentTarget.contains(event.relatedTarget)) still.release(); }}>
          <ul className={css.rows} aria-label={title}>
            {still.rows.map((row) => <WorkRow key={row.id} row={row} canOpen={canOpen(row)} onClaim={onClaim} onRelease={onRelease} onChoose={onChoose} chosen={!!chosen?.has(row.id)} />)}
          </ul>
        </div>
      )}
    </Section>
  );
}
