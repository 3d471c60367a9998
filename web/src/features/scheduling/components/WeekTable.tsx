/** One clinician's week: a column a day, from Monday; one under the other where the window is narrow. */
import { Button, Skeleton } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import dayjs from 'dayjs';
import { useTranslation } from 'react-i18next';
import { ErrorState } from '@/components/ui/ErrorState';
import { TimeText } from '@/components/ui/TimeText';
import { useFacility } from '@/lib/auth';
import type { Pages } from '@/lib/pages';
import { addDays, dayKey } from '@/lib/time';
import type { Appointment } from '../api/appointments';
import { shortDate } from '../format';
import { Way } from './Way';
import css from './WeekTable.module.css';

/** The Monday of a day's week. */
export function mondayOf(day: string): string {
  return addDays(day, -((dayjs(day).day() + 6) % 7));
}

type Props = { monday: string; today: string; pages: Pages<Appointment>; onDay: (day: string) => void };

export function WeekTable({ monday, today, pages, onDay }: Props) {
  const { t } = useTranslation('scheduling');
  const { zone } = useFacility();
  if (pages.problem) return <ErrorState problem={pages.problem} onRetry={pages.retry} />;
  const days = Array.from({ length: 7 }, (_, n) => addDays(monday, n));
  return (
    <>
      <div className={css.week}>
        {days.map((day) => {
          const rows = pages.rows.filter((row) => dayKey(row.starts_at, zone) === day);
          return (
            <section key={day} className={css.day} aria-label={shortDate(day)} aria-current={day === today ? 'date' : undefined}>
              <h2 className={css.head}><button type="button" onClick={() => onDay(day)}>{shortDate(day)}</button><span>{day === today ? t('day.today') : null} {pages.loading || rows.length === 0 ? null : rows.length}</span></h2>
              {pages.loading ? <Skeleton height={48} radius="sm" /> : null}
              {!pages.loading && rows.length === 0 ? <p className={css.free}>{t('week.nobody')}</p> : null}
              <ul>{rows.map((row) => <li key={row.id}><Visit row={row} /></li>)}</ul>
            </section>
          );
        })}
      </div>
      {pages.hasMore ? <Button variant="default" mt="sm" loading={pages.loadingMore} onClick={pages.more}>{t('common:list.more')}</Button> : null}
    </>
  );
}

function Visit({ row }: { row: Appointment }) {
  const { t } = useTranslation('scheduling');
  return (
    <Link to={`/appointments/${row.id}`} className={css.visit ?? ''} data-status={row.status}>
      <span className={css.time}><TimeText at={row.starts_at} as="clock" /> <Way kind={row.kind} /></span>
      <strong>{row.patient.name}</strong>
      {row.status === 'booked' ? null : <small>{t(row.moved_to ? 'status.moved' : `status.${row.status}` as 'status.booked')}</small>}
    </Link>
  );
}
