/** A time is kept for the patient: yes or no, while the clock runs. Nothing is shown when there is none. */
import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { Avatar, photoOf } from '@/components/ui/Avatar';
import { Countdown } from '@/components/ui/Countdown';
import { Section } from '@/components/ui/Section';
import { TimeText } from '@/components/ui/TimeText';
import { offersQuery, useAccept, useDecline, type Offer } from '../api/waiting';
import css from './Appointment.module.css';
import { Way } from './Way';

export default function OfferCards() {
  const { t } = useTranslation('scheduling');
  const rows = useQuery(offersQuery).data?.items ?? [];
  return rows.length ? <Section title={t('offers.title')}>{rows.map((row) => <OfferCard key={row.id} row={row} />)}</Section> : null;
}

function OfferCard({ row }: { row: Offer }) {
  const { t } = useTranslation('scheduling');
  const navigate = useNavigate();
  const [accept, decline] = [useAccept(), useDecline()];
  return (
    <div className={css.next}>
      <div className={css.when}><strong><TimeText at={row.starts_at} /></strong><span className={css.soon}>{t('offers.kept')} <Countdown until={row.expires_at} label={t('offers.kept')} /></span></div>
      <div className={css.who}><Avatar name={row.clinician.name} src={photoOf(row.clinician)} size={48} /><span><strong>{row.clinician.name}</strong><Way kind={row.kind} /></span></div>
      {row.replaces_at ? <span className={css.small}>{t('offers.instead')} <TimeText at={row.replaces_at} /></span> : null}
      <div className={css.buttons}>
        <Button loading={accept.isPending} onClick={() => accept.mutate(row.id, { onSuccess: (made) => void navigate({ to: `/my/appointments/${made.id}` as never, search: { booked: true } as never }) })}>{t('offers.accept')}</Button>
        <Button variant="default" loading={decline.isPending} onClick={() => decline.mutate(row.id)}>{t('offers.decline')}</Button>
      </div>
    </div>
  );
}
