/** One appointment as its patient sees it: when, with whom, which way. */
import { Link } from '@tanstack/react-router';
import { ChevronRight } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { StatusBadge, type Tone } from '@/components/ui/StatusBadge';
import { TimeText } from '@/components/ui/TimeText';
import type { Appointment } from '../api/appointments';
import css from './Appointment.module.css';
import { Way } from './Way';

export const tones: Record<string, Tone> = { booked: 'info', arrived: 'active', fulfilled: 'done', cancelled: 'neutral', no_show: 'attention' };

export function AppointmentStatus({ row }: { row: Appointment }) {
  const { t } = useTranslation('scheduling');
  return <StatusBadge tone={tones[row.status] ?? 'neutral'} label={t(row.moved_to ? 'status.moved' : `status.${row.status}` as 'status.booked')} />;
}

export function AppointmentCard({ row }: { row: Appointment }) {
  return (
    <Link to={`/my/appointments/${row.id}`} className={css.card ?? ''}>
      <span className={css.main}>
        <strong><TimeText at={row.starts_at} /></strong>
        <span>{row.clinician.name}</span>
        <span className={css.small}><Way kind={row.kind} /><AppointmentStatus row={row} /></span>
      </span>
      <ChevronRight size={20} aria-hidden className="flip-rtl" />
    </Link>
  );
}
