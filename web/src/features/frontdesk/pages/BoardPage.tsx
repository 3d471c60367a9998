/** The day of every clinician: who is expected, who waits since when, who is in the room. Live; nothing jumps. */
import { ActionIcon, Button, SegmentedControl } from '@mantine/core';
import { DatePickerInput } from '@mantine/dates';
import '@mantine/dates/styles.layer.css';
import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import dayjs from 'dayjs';
import { CalendarPlus, ChevronLeft, ChevronRight, Footprints } from 'lucide-react';
import { lazy, Suspense } from 'react';
import { useTranslation } from 'react-i18next';
import { PageWaiting } from '@/app/fallbacks';
import { useSearchParams } from '@/app/page';
import { ErrorState } from '@/components/ui/ErrorState';
import { PageHeader } from '@/components/ui/PageHeader';
import { useFacility } from '@/lib/auth';
import { useNow } from '@/lib/clock';
import { dayKey } from '@/lib/time';
import { boardQuery, type Board } from '../api/desk';
import { BoardList } from '../components/BoardList';
import { Emergencies, TakeInButton } from '../components/Emergencies';
import css from '../components/Desk.module.css';

const BoardCalendar = lazy(() => import('../components/BoardCalendar'));
const SHOWN = 'ddd D MMM YYYY';

export default function BoardPage() {
  const { t } = useTranslation('frontdesk');
  const { zone } = useFacility();
  const today = dayKey(useNow(), zone);
  const { day = today, view } = useSearchParams<{ day?: string; view?: 'calendar' }>();
  const navigate = useNavigate();
  const { data, error, refetch } = useQuery(boardQuery(day === today ? undefined : day));
  const go = (next: { day?: string; view?: string | undefined }) => {
    const wanted = { day, view, ...next };
    void navigate({ to: '/board', search: { ...wanted, day: wanted.day === today ? undefined : wanted.day } as never, replace: true, resetScroll: false });
  };
  const step = (days: number) => go({ day: dayjs(day).add(days, 'day').format('YYYY-MM-DD') });
  return (
    <>
      <PageHeader
        title={t('board.title')} lead={data ? <Counts board={data} /> : t('board.lead')}
        actions={<>
          <TakeInButton />
          <Button component={Link} to="/schedule/walk-in" variant="default" leftSection={<Footprints size={16} />}>{t('board.walk_in')}</Button>
          <Button component={Link} to="/schedule/book" leftSection={<CalendarPlus size={16} />}>{t('board.book')}</Button>
        </>}
      />
      <Emergencies />
      <div className={css.tools}>
        <ActionIcon variant="default" aria-label={t('board.before')} onClick={() => step(-1)}><ChevronLeft size={18} className="flip-rtl" /></ActionIcon>
        <DatePickerInput value={day} onChange={(date) => date && go({ day: String(date) })} valueFormat={SHOWN} aria-label={`${t('board.pick')}: ${dayjs(day).format(SHOWN)}`} w={170} />
        <ActionIcon variant="default" aria-label={t('board.after')} onClick={() => step(1)}><ChevronRight size={18} className="flip-rtl" /></ActionIcon>
        <Button variant="default" disabled={day === today} onClick={() => go({ day: today })}>{t('board.today')}</Button>
        <SegmentedControl
          aria-label={t('board.view')} value={view ?? 'list'} onChange={(value) => go({ view: value === 'calendar' ? value : undefined })}
          data={[{ value: 'list', label: t('board.list') }, { value: 'calendar', label: t('board.calendar') }]}
        />
      </div>
      {error && !data ? <ErrorState problem={error} onRetry={() => void refetch()} />
        : !data ? <PageWaiting />
          : view === 'calendar' ? <Suspense fallback={<PageWaiting />}><BoardCalendar board={data} /></Suspense> : <BoardList board={data} />}
    </>
  );
}

function Counts({ board }: { board: Board }) {
  const { t } = useTranslation('frontdesk');
  const rows = board.columns.flatMap((column) => column.rows);
  const count = (stage: string) => rows.filter((row) => row.stage === stage).length;
  return <>{t('board.counts', { expected: count('expected'), waiting: count('waiting') + count('called'), inside: count('with_clinician'), done: count('done') })}</>;
}
