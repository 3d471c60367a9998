/** One appointment: just booked (and what happens next), to come, or over. */
import { Button, Skeleton } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { CircleCheck, ClipboardList, MapPin, MessageSquareText, Video, type LucideIcon } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { usePathParams, useSearchParams } from '@/app/page';
import { Avatar, photoOf } from '@/components/ui/Avatar';
import { useConfirm } from '@/components/ui/confirm';
import { ErrorState } from '@/components/ui/ErrorState';
import { PageHeader } from '@/components/ui/PageHeader';
import { Section } from '@/components/ui/Section';
import { Slot } from '@/components/ui/Slot';
import { TimeText } from '@/components/ui/TimeText';
import { withActing } from '@/lib/acting';
import { useNow } from '@/lib/clock';
import { formatMoney } from '@/lib/money';
import { notifyDone } from '@/lib/notify';
import { zoneName } from '@/lib/time';
import { appointmentQuery, useCancel, type Appointment } from '../api/appointments';
import { AppointmentStatus } from '../components/AppointmentCard';
import css from '../components/Appointment.module.css';
import { History } from '../components/History';
import { Way } from '../components/Way';
import { WishForm } from '../components/WishForm';

export default function MyAppointmentPage() {
  const { t } = useTranslation('scheduling');
  const { id } = usePathParams<{ id: string }>();
  const { booked } = useSearchParams<{ booked?: boolean }>();
  const { data: row, error, refetch } = useQuery(appointmentQuery(id));
  const back = { to: '/my/appointments', label: t('mine.title') };
  if (error && !row) return <><PageHeader title={t('one.title')} back={back} /><ErrorState problem={error} onRetry={() => void refetch()} /></>;
  if (!row) return <><PageHeader title={t('one.title')} back={back} /><Skeleton height={240} radius="md" /></>;
  const open = row.status === 'booked' || row.status === 'arrived';
  return (
    <>
      <PageHeader title={t('one.title')} back={back} badge={booked && open ? undefined : <AppointmentStatus row={row} />} />
      {booked && open ? <div className={css.done} role="status"><CircleCheck size={24} aria-hidden /><p><strong>{t('one.booked')}</strong>{t('one.booked_hint')}</p></div> : null}
      <Section><Summary row={row} /></Section>
      {open && row.kind === 'in_person' ? <Slot name="appointment.here" with={{ appointmentId: row.id }} /> : null}
      {open ? <WhatNext row={row} /> : null}
      {open ? <Section title={t('one.change')}><Change row={row} /></Section> : <Slot name="appointment.after" with={{ appointmentId: row.id }} />}
      {row.moved_to ? <Button component={Link} to={`/my/appointments/${row.moved_to}`} fullWidth>{t('visit.moved_to')}</Button> : null}
      {row.replaces_id ? <History id={row.id} /> : null}
      {(row.status === 'cancelled' && !row.moved_to) || row.status === 'no_show' ? <Button component={Link} to="/my/book" fullWidth>{t('one.again')}</Button> : null}
    </>
  );
}

function Summary({ row }: { row: Appointment }) {
  const { t } = useTranslation('scheduling');
  return (
    <div className={css.next}>
      <div className={css.when}>
        <strong><TimeText at={row.starts_at} /></strong>
        <span className={css.quiet}>{t('one.until')} <TimeText at={row.ends_at} as="clock" />, {zoneName(row.zone, row.starts_at)}</span>
      </div>
      <div className={css.who}><Avatar name={row.clinician.name} src={photoOf(row.clinician)} size={48} /><span><strong>{row.clinician.name}</strong><Way kind={row.kind} /></span></div>
      {row.kind === 'in_person' ? <span className={css.small}>{row.facility}</span> : null}
      {row.reason ? <span className={css.small}>{t('one.reason', { reason: row.reason })}</span> : null}
      {row.kind === 'video' && row.status !== 'cancelled' ? <div className={css.buttons}><Slot name="visit.join" with={{ appointmentId: row.id, caseId: row.case_id }} /></div> : null}
    </div>
  );
}

function WhatNext({ row }: { row: Appointment }) {
  const { t } = useTranslation('scheduling');
  const video: [LucideIcon, 'prepare' | 'join' | 'after'][] = [[ClipboardList, 'prepare'], [Video, 'join'], [MessageSquareText, 'after']];
  const steps: [LucideIcon, 'come' | 'after' | 'prepare' | 'join'][] = row.kind === 'video' ? video : [[MapPin, 'come'], [MessageSquareText, 'after']];
  return (
    <Section title={t('one.next')}>
      <ol className={css.steps}>
        {steps.map(([Icon, step]) => <li key={step}><Icon size={22} strokeWidth={1.75} aria-hidden /><div><strong>{t(`one.steps.${step}`)}</strong><p>{t(`one.steps.${step}_hint`)}</p></div></li>)}
      </ol>
      {row.kind === 'video' ? <Button component={Link} to="/my" fullWidth mt="md">{t('one.start')}</Button> : null}
    </Section>
  );
}

function Change({ row }: { row: Appointment }) {
  const { t } = useTranslation('scheduling');
  const confirm = useConfirm();
  const cancel = useCancel();
  const begun = useNow() > Date.parse(row.starts_at);
  async function ask() {
    const answer = await confirm({ title: t('cancel.title'), body: row.cancel_fee ? t('cancel.body_fee', { fee: formatMoney(row.cancel_fee) }) : t('cancel.body'), verb: t('cancel.verb'), keep: t('cancel.keep'), destructive: true });
    if (answer) cancel.mutate({ id: row.id, reason: answer.reason }, { onSuccess: () => notifyDone(t('cancel.done')) });
  }
  const [earlier, setEarlier] = useState(false);
  if (!row.may_cancel) return <p className={css.small}>{t('one.fixed')}</p>;
  return (
    <div className={css.buttons}>
      {begun ? null : (
        <Button component={Link} to="/my/book" search={{ who: row.clinician.id, specialty: row.clinician.specialty, replaces: row.id, ...(row.kind === 'in_person' ? { kind: row.kind } : {}) } as never} variant="default">
          {t('one.move')}
        </Button>
      )}
      {begun ? null : <Button variant="default" onClick={() => setEarlier(true)} disabled={earlier}>{t('waitlist.earlier_time')}</Button>}
      {earlier ? <WishForm instead={{ id: row.id, practitionerId: row.clinician.id, startsAt: row.starts_at }} onDone={() => setEarlier(false)} /> : null}
      <Button component="a" href={withActing(`/api/appointments/${row.id}/calendar.ics`)} variant="default">{t('feed.file')}</Button>
      <Button variant="subtle" color="rose" loading={cancel.isPending} onClick={() => void ask()}>{t('one.cancel')}</Button>
    </div>
  );
}
