/** On the patient's page, for staff: what is booked, and the way to book. */
import { Anchor, Skeleton } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { ErrorState } from '@/components/ui/ErrorState';
import { Section } from '@/components/ui/Section';
import { TimeText } from '@/components/ui/TimeText';
import { get } from '@/lib/api';
import { useMay } from '@/lib/auth';
import css from './Appointment.module.css';
import { AppointmentStatus } from './AppointmentCard';
import { Way } from './Way';

export default function PatientAppointments({ patientId }: { patientId: string }) {
  const { t } = useTranslation('scheduling');
  const manages = useMay()('appointment.manage');
  const { data, error, refetch } = useQuery({
    queryKey: ['appointments', 'patient', patientId],
    queryFn: ({ signal }) => get('/api/appointments', { query: { patient_id: patientId, scope: 'upcoming', limit: 10 }, signal }),
  });
  return (
    <Section title={t('patient.title')} actions={manages ? <Anchor component={Link} to="/schedule/book" search={{ patient: patientId } as never}>{t('patient.book')}</Anchor> : undefined}>
      {error && !data ? <ErrorState problem={error} onRetry={() => void refetch()} compact />
        : !data ? <Skeleton height={60} radius="md" />
          : data.items.length ? (
            <ul className={css.list}>
              {data.items.map((row) => (
                <li key={row.id} className={css.main}>
                  <Anchor component={Link} to={`/appointments/${row.id}`} fw={600}><TimeText at={row.starts_at} /></Anchor><span>{row.clinician.name}</span><span className={css.small}><Way kind={row.kind} /><AppointmentStatus row={row} /></span>
                </li>
              ))}
            </ul>
          ) : <p className={css.small}>{t(manages ? 'patient.none' : 'patient.none_own')}</p>}
    </Section>
  );
}
