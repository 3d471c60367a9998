/** One part per clinician, a row per patient: time, name, stage with its clock, what to do next. */
import { Button } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { BedSingle, CalendarX2, Check, Clock3, DoorOpen, Hourglass, Megaphone, Repeat, UserX, Video, type LucideIcon } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { EmptyState } from '@/components/ui/EmptyState';
import { StatusBadge, type Tone } from '@/components/ui/StatusBadge';
import { useFlash } from '@/components/ui/useFlash';
import { Slot } from '@/components/ui/Slot';
import { useMay } from '@/lib/auth';
import { useNow } from '@/lib/clock';
import { clockTime, dayKey } from '@/lib/time';
import { useCheckIn, type Board, type BoardRow, type Column } from '../api/desk';
import css from './Desk.module.css';

const stages: Record<string, [Tone, LucideIcon]> = {
  expected: ['neutral', Clock3], waiting: ['info', Hourglass], called: ['attention', Megaphone], with_clinician: ['active', DoorOpen], done: ['done', Check], missed: ['neutral', UserX],
};

export function BoardList({ board }: { board: Board }) {
  const { t } = useTranslation('frontdesk');
  const columns = [...board.columns].sort((a, b) => Number(b.rows.length > 0) - Number(a.rows.length > 0));
  if (!columns.length) return <EmptyState icon={CalendarX2} title={t('board.closed')} hint={t('board.closed_hint')} />;
  return <div className={css.board}>{columns.map((column) => <ClinicianDay key={column.clinician.id} column={column} zone={board.zone} day={board.day} cap={board.overbook_cap} />)}</div>;
}

function ClinicianDay({ column, zone, day, cap }: { column: Column; zone: string; day: string; cap: number }) {
  const { t } = useTranslation('frontdesk');
  const today = dayKey(useNow(), zone);
  const mayOverbook = useMay()('appointment.overbook') && day >= today;
  const hours = column.open.map((span) => `${clockTime(span.starts_at, zone)}–${clockTime(span.ends_at, zone)}`).join(', ');
  return (
    <section className={css.column} aria-label={column.clinician.name}>
      <header>
        <h2>{column.clinician.name}<Slot name="clinician.mark" with={{ practitionerId: column.clinician.id }} /></h2>
        <span>{hours || t('board.away')}</span>
        {column.overbooked ? <span>{t('board.over_used', { used: column.overbooked, cap })}</span> : null}
        {mayOverbook && column.open.length && column.overbooked < cap ? <Link to="/schedule/overbook" search={{ who: column.clinician.id, day } as never}>{t('board.overbook')}</Link> : null}
      </header>
      {column.rows.length ? <ul>{column.rows.map((row) => <Row key={row.id} row={row} zone={zone} />)}</ul> : <p className={css.none}>{t('board.nobody')}</p>}
    </section>
  );
}

function Row({ row, zone }: { row: BoardRow; zone: string }) {
  const { t } = useTranslation('frontdesk');
  const checkIn = useCheckIn();
  const flash = useFlash(`${row.stage}${row.ticket?.code ?? ''}`);
  const [tone, icon] = stages[row.stage] ?? ['neutral', Clock3];
  const late = useNow() > Date.parse(row.since) && row.stage === 'expected';
  return (
    <li className={css.row} data-stage={row.stage} data-flash={flash || undefined}>
      <Link to={`/appointments/${row.id}` as never} className={css.at ?? ''} aria-label={t('board.open', { time: clockTime(row.starts_at, zone), name: row.patient.name })}>{clockTime(row.starts_at, zone)}</Link>
      <span className={css.who}>
        <Link to={`/patients/${row.patient.id}` as never} className={css.name ?? ''}>{row.patient.name}</Link>
        <span className={css.quiet}>
          {row.kind === 'video' ? <Video size={14} aria-label={t('board.video')} /> : null}
          {row.ticket ? <strong className="tabular">{row.ticket.code}</strong> : null}
          {row.booking !== 'slot' ? <span>{row.booking === 'walk_in' ? t('board.walked_in') : t('board.overbooked', { why: row.booking_reason })}</span> : null}
          {row.series ? <Repeat size={14} aria-label={t('board.series')} /> : null}
          {row.ticket?.point ? <span>{row.ticket.point}</span> : null}
          {row.resources.length ? <span><BedSingle size={14} aria-hidden /> {row.resources.join(', ')}</span> : null}
        </span>
      </span>
      <span className={css.stage}><StatusBadge tone={late ? 'attention' : tone} icon={icon} label={t(late ? 'stage.late' : `stage.${row.stage}` as 'stage.expected')} /><Since row={row} /></span>
      {row.stage === 'expected' && row.kind === 'in_person' ? <Button size="compact-sm" variant="default" loading={checkIn.isPending} onClick={() => checkIn.mutate(row.id)}>{t('board.here')}</Button> : <span />}
    </li>
  );
}

/** Whole minutes: seconds would make the board nervous. */
function Since({ row }: { row: BoardRow }) {
  const { t } = useTranslation('frontdesk');
  const now = useNow();
  if (!['waiting', 'called', 'with_clinician'].includes(row.stage)) return null;
  return <span className={css.since}>{t('board.minutes', { count: Math.max(0, Math.floor((now - Date.parse(row.since)) / 60_000)) })}</span>;
}
