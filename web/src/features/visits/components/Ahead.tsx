/** Before the waiting room: when, with whom, and one way in. */
import { Button } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { DoorOpen } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { Countdown } from '@/components/ui/Countdown';
import { TimeText } from '@/components/ui/TimeText';
import { useNow } from '@/lib/clock';
import { useVisitVerb, type Visit } from '../api/visits';
import css from './Patient.module.css';

export function Ahead({ visit }: { visit: Visit }) {
  const { t } = useTranslation('visits');
  const now = useNow('second');
  const wait = useVisitVerb('wait');
  const open = now >= Date.parse(visit.opens_at);
  const soon = Date.parse(visit.starts_at) - now;
  const late = soon < -60_000 && visit.waits_until !== null && now < Date.parse(visit.waits_until);
  const unprepared = wait.error?.code === 'not_prepared';
  return (
    <div className={css.calm}>
      <DoorOpen size={40} strokeWidth={1.5} aria-hidden className={css.mark} />
      <h1>{t('ahead.title', { name: visit.clinician.name })}</h1>
      <p><TimeText at={visit.starts_at} /></p>
      {soon > 0 && soon < 3_600_000 ? <p className={css.big}><Countdown until={visit.starts_at} label={t('ahead.until')} figure /></p> : null}
      {late ? <p role="status" className={css.note}>{t('ahead.late', { name: visit.clinician.name })} <TimeText at={visit.waits_until!} as="clock" /></p> : null}
      {unprepared ? <p role="alert" className={css.note}>{t('ahead.unprepared')}</p> : null}
      {unprepared ? <Button component={Link} to="/my" fullWidth>{t('ahead.to_list')}</Button>
        : <Button fullWidth disabled={!open} loading={wait.isPending} onClick={() => wait.mutate(visit.id)}>{t('ahead.enter')}</Button>}
      {open ? <p className={css.quiet}>{t('ahead.hint')}</p> : <p className={css.quiet}>{t('ahead.opens')} <TimeText at={visit.opens_at} /></p>}
    </div>
  );
}
