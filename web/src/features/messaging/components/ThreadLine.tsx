/** One conversation in a list. */
import { VisuallyHidden } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { Avatar } from '@/components/ui/Avatar';
import { StatusBadge } from '@/components/ui/StatusBadge';
import { TimeText } from '@/components/ui/TimeText';
import { useNow } from '@/lib/clock';
import type { ThreadRow } from '../api/threads';
import css from './Messages.module.css';

export function useTitle() {
  const { t } = useTranslation('messaging');
  /** Whom one talks to: the patient for the staff, else the others in it, else the office. */
  return (row: ThreadRow, staff: boolean) => {
    if (staff && row.patient && row.kind === 'care') return row.patient.name;
    if (row.people.length) return row.people.slice(0, 3).join(', ');
    return row.pool ? t(`pool.${row.pool}`) : t('care_team');
  };
}

export function ThreadLine({ row, to, staff, current }: { row: ThreadRow; to: string; staff: boolean; current?: boolean }) {
  const { t } = useTranslation('messaging');
  const title = useTitle()(row, staff);
  const now = useNow();
  const late = row.reply_due_at !== null && Date.parse(row.reply_due_at) < now;
  return (
    <Link to={to} className={css.row} data-unread={row.unread > 0 || undefined} aria-current={current ? 'page' : undefined}>
      <Avatar name={title} size={36} />
      <span className={css.who}>{title}</span>
      <span className={css.at}><TimeText at={row.last_at} as="ago" /></span>
      <span className={css.subject}>{row.subject}</span>
      {row.unread ? <span className={css.count}>{row.unread}<VisuallyHidden> {t('unread')}</VisuallyHidden></span> : <span />}
      <span className={css.last}>{row.last_text ? `${row.last_mine ? t('you') : row.last_author}: ${row.last_text}` : ' '}</span>
      {row.urgent_open || (staff && (row.waits_since || (row.patient && row.kind === 'staff'))) ? (
        <span className={css.marks}>
          {row.urgent_open ? <StatusBadge tone="attention" label={t('urgent_open')} /> : null}
          {staff && row.waits_since && row.reply_due_at ? <StatusBadge tone={late ? 'problem' : 'info'} label={late ? t('late') : t('waits')} /> : null}
          {staff && row.patient && row.kind === 'staff' ? <span className={css.quiet}>{t('about', { name: row.patient.name })}</span> : null}
        </span>
      ) : null}
    </Link>
  );
}
