/** On the card of the next appointment: the way into its visit, as soon as there is one. */
import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { TimeText } from '@/components/ui/TimeText';
import { useNow } from '@/lib/clock';
import { isOpen, visitsQuery } from '../api/visits';
import css from './Patient.module.css';

export default function JoinVisit({ appointmentId }: { appointmentId: string; caseId?: string }) {
  const { t } = useTranslation('visits');
  const now = useNow();
  const { data } = useQuery(visitsQuery('upcoming'));
  const visit = data?.items.find((one) => one.appointment_id === appointmentId);
  if (!visit) return null;
  const label = isOpen(visit) ? t('join.call') : visit.status === 'waiting' ? t('join.back') : t('join.go');
  const early = visit.status === 'scheduled' && now < Date.parse(visit.opens_at);
  return (
    <div className={css.actions}>
      <Button component={Link} to={`/my/visits/${visit.id}`} fullWidth variant={early ? 'default' : 'filled'}>{early ? t('join.look') : label}</Button>
      {early ? <span className={css.quiet}>{t('ahead.opens')} <TimeText at={visit.opens_at} /></span> : null}
    </div>
  );
}
