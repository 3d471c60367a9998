/** A number on paper: what it is for and about how long. No name: paper is left lying. It is printed as soon as it is here. */
import { useEffect } from 'react';
import { createPortal } from 'react-dom';
import { useTranslation } from 'react-i18next';
import { clockTime, shortDate } from '@/lib/time';
import css from './PrintedTicket.module.css';

type Props = { code: string; queue: string; at: string; estimate: { minutes: number; ahead: number } | null; facility: string; zone: string; onPrinted: () => void };

export function PrintedTicket({ code, queue, at, estimate, facility, zone, onPrinted }: Props) {
  const { t } = useTranslation('frontdesk');
  useEffect(() => {
    // One turn later: an effect that is taken back at once has printed nothing.
    const timer = setTimeout(() => { window.print(); onPrinted(); });
    return () => clearTimeout(timer);
  }, [onPrinted]);
  return createPortal(
    <div className={`${css.paper} print-alone`} data-testid="printed-ticket">
      <p>{facility}</p>
      <p className={css.code}>{code}</p>
      <p className={css.queue}>{queue}</p>
      <p>{clockTime(at, zone)} · {shortDate(at, zone)}</p>
      {estimate ? <p>{estimate.ahead ? t('paper.wait', { count: estimate.ahead, minutes: estimate.minutes }) : t('paper.next')}</p> : null}
      <p>{t('paper.look')}</p>
    </div>,
    document.body,
  );
}
