/** The patient's next appointment on the start page: when, with whom, how long still; joining is the visit's own button. */
import { Button, Skeleton } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { CalendarPlus } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { Avatar, photoOf } from '@/components/ui/Avatar';
import { Countdown } from '@/components/ui/Countdown';
import { EmptyState } from '@/components/ui/EmptyState';
import { ErrorState } from '@/components/ui/ErrorState';
import { Section } from '@/components/ui/Section';
import { Slot } from '@/components/ui/Slot';
import { TimeText } from '@/components/ui/TimeText';
import { useFacility } from '@/lib/auth';
import { useNow } from '@/lib/clock';
import { zoneName } from '@/lib/time';
import { useAppointments, type Appointment } from '../api/appointments';
import css from './Appointment.module.css';
import { Way } from './Way';

const HOUR = 3_600_000;

export default function NextVisitCard() {
  const { t } = useTranslation('scheduling');
  const pages = useAppointments('upcoming');
  const next = pages.rows[0];
  if (pages.problem) return <Section title={t('next.title')}><ErrorState problem={pages.problem} onRetry={pages.retry} compact /></Section>;
  if (pages.loading) return <Section title={t('next.title')}><Skeleton height={180} radius="md" /></Section>;
  if (!next) {
    return (
      <Section title={t('next.title')}>
        <EmptyState compact icon={CalendarPlus} title={t('next.none')} hint={t('next.none_hint')} action={<Button component={Link} to="/my/book">{t('next.book')}</Button>} />
      </Section>
    );
  }
  return <Section title={t('next.title')}><NextVisit row={next} /></Section>;
}

function NextVisit({ row }: { row: Appointment }) {
  const { t } = useTranslation('scheduling');
  const { zone } = useFacility();
  const left = Date.parse(row.starts_at) - useNow('second');
  return (
    <div className={css.next}>
      <div className={css.when}>
        <strong><TimeText at={row.starts_at} /></strong>
        {left > 0 && left < HOUR
          ? <span className={css.soon}>{t('next.starts_in')} <Countdown until={row.starts_at} figure label={t('next.starts_in')} /></span>
          : <span className={css.soon}>{zoneName(zone, row.starts_at)}</span>}
      </div>
      <div className={css.who}><Avatar name={row.clinician.name} src={photoOf(row.clinician)} size={48} /><span><strong>{row.clinician.name}</strong><Way kind={row.kind} /></span></div>
      <div className={css.buttons}>
        {row.kind === 'video' ? <Slot name="visit.join" with={{ appointmentId: row.id, caseId: row.case_id }} /> : null}
        <Button component={Link} to={`/my/appointments/${row.id}`} variant="default">{t('next.details')}</Button>
      </div>
    </div>
  );
}
