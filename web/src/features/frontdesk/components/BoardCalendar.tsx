/** The day as a calendar, one line per clinician; an appointment is dragged to another time or another clinician. */
import { ResourcesDayView } from '@mantine/schedule';
import '@mantine/schedule/styles.layer.css';
import { useTranslation } from 'react-i18next';
import { useConfirm } from '@/components/ui/confirm';
import { notifyDone } from '@/lib/notify';
import { clockTime } from '@/lib/time';
import { useMove, type Board } from '../api/desk';
import { momentOf, wallOf } from '@/lib/wall';
import css from './Desk.module.css';

const colors: Record<string, string> = { expected: 'slate', waiting: 'violet', called: 'violet', with_clinician: 'teal', done: 'gray', missed: 'gray' };
const two = (hour: number) => String(hour).padStart(2, '0');
type Dropped = { eventId: string | number; newStart: string; resourceId?: string | number | undefined };

export default function BoardCalendar({ board }: { board: Board }) {
  const { t } = useTranslation('frontdesk');
  const confirm = useConfirm();
  const move = useMove();
  const rows = new Map(board.columns.flatMap((column) => column.rows.map((row) => [row.id, { row, column }] as const)));
  const events = board.columns.flatMap((column) => column.rows.map((row) => ({
    id: row.id, resourceId: column.clinician.id, title: `${row.patient.name}${row.ticket ? ` · ${row.ticket.code}` : ''}`, color: colors[row.stage] ?? 'gray',
    start: wallOf(row.starts_at, board.zone), end: wallOf(row.ends_at, board.zone),
  })));
  const hours = board.columns.flatMap((column) => column.open).map((span) => [wallOf(span.starts_at, board.zone).slice(11, 13), wallOf(span.ends_at, board.zone).slice(11, 13)] as const);
  const first = Math.min(...hours.map(([from]) => Number(from)), ...events.map((event) => Number(event.start.slice(11, 13))), 8);

  async function dropped({ eventId, newStart, resourceId }: Dropped) {
    const found = rows.get(String(eventId));
    if (!found) return;
    const startsAt = momentOf(newStart, board.zone);
    const clinician = board.columns.find((column) => column.clinician.id === resourceId) ?? found.column;
    if (Date.parse(startsAt) === Date.parse(found.row.starts_at) && clinician === found.column) return;
    const answer = await confirm({
      title: t('move.title', { name: found.row.patient.name }), verb: t('move.verb'), keep: t('move.keep'),
      body: t('move.body', { from: clockTime(found.row.starts_at, board.zone), to: clockTime(startsAt, board.zone), clinician: clinician.clinician.name }),
    });
    if (answer) move.mutate({ id: found.row.id, startsAt, practitionerId: clinician.clinician.id }, { onSuccess: () => notifyDone(t('move.done')) });
  }

  return (
    <div className={css.calendar}>
      <p className={css.quiet}>{t('move.hint')}</p>
      <ResourcesDayView
        date={board.day} events={events} resources={board.columns.map((column) => ({ id: column.clinician.id, label: column.clinician.name }))}
        withHeader={false} labels={{ resources: t('move.clinicians') }} startTime={`${two(first)}:00:00`} intervalMinutes={30} eventDragInterval={5} slotWidth={72} rowHeight={56} startScrollTime={`${two(first)}:00:00`}
        withEventsDragAndDrop canDragEvent={(event) => rows.get(String(event.id))?.row.stage === 'expected'} onEventDrop={(drop) => void dropped(drop as Dropped)}
        withCurrentTimeIndicator getCurrentTime={() => wallOf(Date.now(), board.zone)} maxEventsPerTimeSlot={3}
      />
    </div>
  );
}
