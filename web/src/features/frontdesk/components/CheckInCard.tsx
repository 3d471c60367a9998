/** On the patient's own phone: "I am here", then the number and an honest wait. Before: the code for the kiosk. */
import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Section } from '@/components/ui/Section';
import { TimeText } from '@/components/ui/TimeText';
import { useNow } from '@/lib/clock';
import { ticketQuery, useCheckIn, type MyTicket } from '../api/desk';
import css from './Desk.module.css';

export default function CheckInCard({ appointmentId }: { appointmentId: string }) {
  const { data } = useQuery(ticketQuery(appointmentId));
  const { t } = useTranslation('frontdesk');
  if (!data || (!data.ticket && !data.check_in_code)) return null;
  return <Section title={t('mine.title')}>{data.ticket ? <Number mine={data} /> : <Arrive id={appointmentId} mine={data} />}</Section>;
}

function Arrive({ id, mine }: { id: string; mine: MyTicket }) {
  const { t } = useTranslation('frontdesk');
  const checkIn = useCheckIn();
  const now = useNow();
  const open = mine.opens_at !== null && now >= Date.parse(mine.opens_at);
  return (
    <div className={css.mine}>
      {open ? <Button fullWidth loading={checkIn.isPending} onClick={() => checkIn.mutate(id)}>{t('mine.here')}</Button> : mine.opens_at ? <p>{t('mine.opens')} <TimeText at={mine.opens_at} /></p> : null}
      <p className={css.quiet}>{t('mine.code')} <strong className="tabular">{mine.check_in_code}</strong></p>
    </div>
  );
}

function Number({ mine }: { mine: MyTicket }) {
  const { t } = useTranslation('frontdesk');
  const { ticket, estimate } = mine;
  if (!ticket) return null;
  return (
    <div className={css.mine} role="status">
      <span className={css.number}>{ticket.code}</span>
      {ticket.status === 'called' ? <p><strong>{t('mine.called', { point: ticket.point ?? '' })}</strong></p>
        : estimate ? <p>{estimate.ahead ? t('mine.wait', { count: estimate.ahead, minutes: estimate.minutes }) : t('mine.next')}</p> : <p>{t(`ticket.${ticket.status}` as 'ticket.done')}</p>}
      {estimate ? <p className={css.quiet}>{t(`queue.basis.${estimate.basis}` as 'queue.basis.today', { pace: estimate.pace_minutes, served: estimate.served, points: estimate.points })}</p> : null}
    </div>
  );
}
