/** The rows of a day. What changes flashes in place. */
import { Anchor, Button } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { CalendarX2 } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { useConfirm } from '@/components/ui/confirm';
import { DataList, type Column } from '@/components/ui/DataList';
import { Slot } from '@/components/ui/Slot';
import { TimeText } from '@/components/ui/TimeText';
import { notifyDone } from '@/lib/notify';
import type { Pages } from '@/lib/pages';
import { useArrive, useCancel, type Appointment } from '../api/appointments';
import { AppointmentStatus } from './AppointmentCard';
import { Way } from './Way';
import css from './Schedule.module.css';

type Props = { pages: Pages<Appointment>; manages: boolean; now: number };

export function DayTable({ pages, manages, now }: Props) {
  const { t } = useTranslation('scheduling');
  const columns: Column<Appointment>[] = [
    { key: 'time', header: t('day.time'), sort: (row) => row.starts_at, cell: (row) => <Anchor component={Link} to={`/appointments/${row.id}`} className={css.time} data-over={Date.parse(row.ends_at) < now || undefined}><TimeText at={row.starts_at} as="clock" />–<TimeText at={row.ends_at} as="clock" /></Anchor> },
    { key: 'patient', header: t('day.patient'), sort: (row) => row.patient.name, phone: 'bare', cell: (row) => <span><strong className={css.name}>{row.patient.name}</strong> <span className={css.quiet}>{row.patient.number}</span></span> },
    { key: 'clinician', header: t('day.clinician'), sort: (row) => row.clinician.name, cell: (row) => <span>{row.clinician.name}<Slot name="clinician.mark" with={{ practitionerId: row.clinician.id }} /></span> },
    { key: 'kind', header: t('day.way'), sort: (row) => row.kind, cell: (row) => <Way kind={row.kind} /> },
    ...(manages ? [] : [{ key: 'reason', header: t('day.reason'), cell: (row: Appointment) => row.reason ?? '' }]),
    { key: 'status', header: t('day.status'), sort: (row) => row.status, cell: (row) => <AppointmentStatus row={row} /> },
  ];
  return (
    <DataList
      label={t('day.title')} pages={pages} columns={columns} rowKey={(row) => row.id} flashKey={(row) => row.status}
      {...(manages ? { actions: (row: Appointment) => <RowActions row={row} /> } : {})}
      empty={{
        icon: CalendarX2, title: t('day.empty'), hint: t(manages ? 'day.empty_hint' : 'day.empty_own'),
        ...(manages ? { action: <Button component={Link} to="/schedule/book" variant="default">{t('day.book')}</Button> } : {}),
      } as { title: string }}
    />
  );
}

function RowActions({ row }: { row: Appointment }) {
  const { t } = useTranslation('scheduling');
  const confirm = useConfirm();
  const [arrive, cancel] = [useArrive(), useCancel()];
  async function ask() {
    const answer = await confirm({
      title: t('cancel.desk_title', { name: row.patient.name }), body: t('cancel.desk_body'), verb: t('cancel.verb'), keep: t('cancel.keep'), destructive: true,
      reason: { label: t('cancel.reason') },
    });
    if (answer) cancel.mutate({ id: row.id, reason: answer.reason }, { onSuccess: () => notifyDone(t('cancel.done')) });
  }
  return (
    <span className={css.actions}>
      {row.kind === 'in_person' && row.status === 'booked' ? <Button size="compact-sm" variant="default" loading={arrive.isPending} onClick={() => arrive.mutate(row.id)}>{t('day.arrived')}</Button> : null}
      {row.may_cancel ? <Button size="compact-sm" variant="subtle" color="gray" loading={cancel.isPending} onClick={() => void ask()}>{t('day.cancel')}</Button> : null}
    </span>
  );
}
