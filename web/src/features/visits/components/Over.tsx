/** After the visit: what happens next. */
import { Button } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { CalendarX, CircleCheckBig } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { Slot } from '@/components/ui/Slot';
import type { Visit } from '../api/visits';
import css from './Patient.module.css';
import { RateCall } from './RateCall';
import { Recordings } from './Recordings';

export function Over({ visit }: { visit: Visit }) {
  const { t } = useTranslation('visits');
  const well = visit.status === 'ended';
  const Icon = well ? CircleCheckBig : CalendarX;
  return (
    <div className={css.calm} role="status">
      <Icon size={40} strokeWidth={1.5} aria-hidden className={css.mark} />
      <h1>{t(`over.${visit.status}` as 'over.ended')}</h1>
      <p>{t(`over.${visit.status}_next` as 'over.ended_next', { name: visit.clinician.name })}</p>
      <RateCall visit={visit} />
      <Recordings visitId={visit.id} />
      <div className={css.actions}>
        <Slot name="visit.over" with={{ visitId: visit.id, appointmentId: visit.appointment_id }} />
        <Button component={Link} to="/my" fullWidth>{t('over.home')}</Button>
      </div>
    </div>
  );
}
