/** All of a patient's visits: what is coming, what was. */
import { Button, Skeleton } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { CalendarDays } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { EmptyState } from '@/components/ui/EmptyState';
import { ErrorState } from '@/components/ui/ErrorState';
import { PageHeader } from '@/components/ui/PageHeader';
import { Section } from '@/components/ui/Section';
import { useAppointments, type Scope } from '../api/appointments';
import { CalendarFeed } from '../components/CalendarFeed';
import { AppointmentCard } from '../components/AppointmentCard';
import css from '../components/Appointment.module.css';

export default function MyAppointmentsPage() {
  const { t } = useTranslation('scheduling');
  return (
    <>
      <PageHeader title={t('mine.title')} actions={<Button component={Link} to="/my/book">{t('mine.book')}</Button>} />
      <Some scope="upcoming" />
      <Some scope="past" />
      <CalendarFeed />
    </>
  );
}

function Some({ scope }: { scope: Scope }) {
  const { t } = useTranslation('scheduling');
  const pages = useAppointments(scope);
  const coming = scope === 'upcoming';
  return (
    <Section title={t(coming ? 'mine.upcoming' : 'mine.past')}>
      {pages.problem ? <ErrorState problem={pages.problem} onRetry={pages.retry} compact />
        : pages.loading ? <Skeleton height={88} radius="md" />
          : pages.rows.length === 0 ? <EmptyState compact icon={CalendarDays} title={t(coming ? 'mine.none_upcoming' : 'mine.none_past')} hint={coming ? t('mine.none_upcoming_hint') : undefined} />
            : <ul className={css.list}>{pages.rows.map((row) => <li key={row.id}><AppointmentCard row={row} /></li>)}</ul>}
      {pages.hasMore ? <Button variant="default" mt="sm" fullWidth loading={pages.loadingMore} onClick={pages.more}>{t('mine.more')}</Button> : null}
    </Section>
  );
}
