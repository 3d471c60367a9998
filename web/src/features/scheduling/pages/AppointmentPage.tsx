/** One appointment for the staff: what it is, what it keeps, where it was before, and what the desk may do with it. */
import { Anchor, Button, Group, Skeleton } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { usePathParams } from '@/app/page';
import { useConfirm } from '@/components/ui/confirm';
import { ErrorState } from '@/components/ui/ErrorState';
import { FormProblem } from '@/components/ui/FormProblem';
import { KeyValue } from '@/components/ui/KeyValue';
import { PageHeader } from '@/components/ui/PageHeader';
import { Section } from '@/components/ui/Section';
import { Slot } from '@/components/ui/Slot';
import { TimeText } from '@/components/ui/TimeText';
import { useMay } from '@/lib/auth';
import { notifyDone } from '@/lib/notify';
import { zoneName } from '@/lib/time';
import { appointmentQuery, useCancel, type Appointment } from '../api/appointments';
import { keptQuery, useKeep, type Chosen } from '../api/desk';
import { AppointmentStatus } from '../components/AppointmentCard';
import booking from '../components/Booking.module.css';
import { History } from '../components/History';
import { Way } from '../components/Way';
import { ResourcePicker } from '../components/ResourcePicker';
import { SeriesRest } from '../components/SeriesRest';

export default function AppointmentPage() {
  const { t } = useTranslation('scheduling');
  const { id } = usePathParams<{ id: string }>();
  const manages = useMay()('appointment.manage');
  const { data: row, error, refetch } = useQuery(appointmentQuery(id));
  const back = manages ? { to: '/board', label: t('walk_in.back') } : { to: '/schedule', label: t('day.title') };
  if (error && !row) return <><PageHeader title={t('visit.title')} back={back} /><ErrorState problem={error} onRetry={() => void refetch()} /></>;
  if (!row) return <><PageHeader title={t('visit.title')} back={back} /><Skeleton height={240} radius="md" /></>;
  const open = row.status === 'booked' || row.status === 'arrived';
  return (
    <>
      <PageHeader title={row.patient.name} lead={<TimeText at={row.starts_at} />} back={back} badge={<AppointmentStatus row={row} />} actions={manages && open ? <Actions row={row} /> : undefined} />
      <div className={booking.narrow}>
        <Section><Facts row={row} /></Section>
        {row.kind === 'in_person' ? <Rooms row={row} manages={manages && open} /> : null}
        <History id={row.id} />
        {row.series_id ? <SeriesRest row={row} seriesId={row.series_id} manages={manages} /> : null}
        <Slot name="appointment.staff" with={{ appointmentId: row.id, caseId: row.case_id }} />
      </div>
    </>
  );
}

function Facts({ row }: { row: Appointment }) {
  const { t } = useTranslation('scheduling');
  return (
    <KeyValue columns={2} items={[
      { label: t('day.patient'), value: <Anchor component={Link} to={`/patients/${row.patient.id}`}>{`${row.patient.name}, ${row.patient.number}`}</Anchor> },
      { label: t('day.clinician'), value: <span>{row.clinician.name}<Slot name="clinician.mark" with={{ practitionerId: row.clinician.id }} /></span> },
      { label: t('day.time'), value: <><TimeText at={row.starts_at} as="clock" />–<TimeText at={row.ends_at} as="clock" /> {zoneName(row.zone, row.starts_at)}</> },
      { label: t('day.way'), value: <Way kind={row.kind} /> },
      row.booking === 'slot' ? null : { label: t('visit.booking'), value: t(`visit.${row.booking}` as 'visit.walk_in') },
      row.booking_reason ? { label: t('over.why'), value: row.booking_reason, wide: true } : null,
      row.reason ? { label: t('day.reason'), value: row.reason, wide: true } : null,
      row.confirmed_at ? { label: t('visit.confirmed'), value: <TimeText at={row.confirmed_at} /> } : null,
      row.moved_to ? { label: t('visit.moved'), value: <Anchor component={Link} to={`/appointments/${row.moved_to}`}>{t('visit.moved_to')}</Anchor> } : null,
      row.cancelled_by && !row.moved_to ? { label: t('visit.cancelled_by'), value: t(`visit.by_${row.cancelled_by}` as 'visit.by_clinic') } : null,
    ]} />
  );
}

function Actions({ row }: { row: Appointment }) {
  const { t } = useTranslation('scheduling');
  const confirm = useConfirm();
  const cancel = useCancel();
  async function ask() {
    const answer = await confirm({ title: t('cancel.desk_title', { name: row.patient.name }), body: t('cancel.desk_body'), verb: t('cancel.verb'), keep: t('cancel.keep'), destructive: true, reason: { label: t('cancel.reason') } });
    if (answer) cancel.mutate({ id: row.id, reason: answer.reason }, { onSuccess: () => notifyDone(t('cancel.done')) });
  }
  const search = { patient: row.patient.id, replaces: row.id, who: row.clinician.id, specialty: row.clinician.specialty, kind: row.kind };
  return (
    <>
      {row.status === 'booked' ? <Button component={Link} to="/schedule/book" search={search as never} variant="default">{t('visit.move')}</Button> : null}
      {row.may_cancel ? <Button variant="default" loading={cancel.isPending} onClick={() => void ask()}>{t('visit.cancel')}</Button> : null}
    </>
  );
}

/** What it keeps; changed as a whole, so that a refusal leaves everything as it was. */
function Rooms({ row, manages }: { row: Appointment; manages: boolean }) {
  const { t } = useTranslation('scheduling');
  const items = useQuery(keptQuery(row.id)).data?.items;
  const keep = useKeep();
  const [wish, setWish] = useState<Chosen[] | null>(null);
  if (!items) return <Skeleton height={60} radius="md" />;
  if (!manages) return items.length ? <Section title={t('resources.label')}><p>{items.map((one) => one.name).join(', ')}</p></Section> : null;
  const chosen = wish ?? items.map(({ kind, id }) => ({ kind, id }));
  return (
    <Section>
      <ResourcePicker startsAt={row.starts_at} endsAt={row.ends_at} appointmentId={row.id} value={chosen} onChange={setWish} />
      <FormProblem problem={keep.error} />
      {wish ? (
        <Group mt="xs">
          <Button size="compact-sm" loading={keep.isPending} onClick={() => keep.mutate({ id: row.id, resources: wish }, { onSuccess: () => { setWish(null); notifyDone(t('resources.saved')); } })}>{t('resources.save')}</Button>
          <Button size="compact-sm" variant="default" onClick={() => { setWish(null); keep.reset(); }}>{t('resources.undo')}</Button>
        </Group>
      ) : null}
    </Section>
  );
}
