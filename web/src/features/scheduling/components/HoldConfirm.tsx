/** The last step: what, with whom, when; the time is kept while this is read. */
import { Button, Skeleton, Textarea } from '@mantine/core';
import { Clock3 } from 'lucide-react';
import { lazy, Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Avatar, photoOf } from '@/components/ui/Avatar';
import { Countdown } from '@/components/ui/Countdown';
import { FormProblem } from '@/components/ui/FormProblem';
import { Slot } from '@/components/ui/Slot';
import { useNow } from '@/lib/clock';
import { clockTime, dayKey, dayName, zoneName } from '@/lib/time';
import { useBook, type Appointment, type Hold } from '../api/appointments';
import type { Chosen } from '../api/desk';
import { longDate } from '../format';
import css from './Booking.module.css';
import { Way } from './Way';

/** The desk keeps rooms and devices, too; patients never load that part. */
const ResourcePicker = lazy(() => import('./ResourcePicker').then((found) => ({ default: found.ResourcePicker })));

type Props = { hold: Hold; replaces: string | undefined; desk?: boolean; onBooked: (made: Appointment) => void; onBack: () => void };

export function HoldConfirm({ hold, replaces, desk = false, onBooked, onBack }: Props) {
  const { t } = useTranslation('scheduling');
  const [reason, setReason] = useState('');
  const [resources, setResources] = useState<Chosen[]>([]);
  const book = useBook();
  const over = useNow('second') >= Date.parse(hold.held_until) || book.error?.code === 'hold_expired';
  if (over && !book.isPending) {
    return (
      <div className={css.confirm}>
        <h2>{t('confirm.over')}</h2>
        <p>{t('confirm.over_hint')}</p>
        <Button onClick={onBack}>{t('confirm.choose_again')}</Button>
      </div>
    );
  }
  return (
    <form className={css.confirm} onSubmit={(event) => { event.preventDefault(); book.mutate({ holdId: hold.hold_id, reason: reason.trim(), replaces, resources }, { onSuccess: onBooked }); }}>
      <What hold={hold} />
      {book.error ? <FormProblem problem={book.error} /> : null}
      {replaces ? <p className={css.quiet}>{t('confirm.moves')}</p> : null}
      <Textarea
        label={t('confirm.reason')} description={t('confirm.reason_hint')} placeholder={t('confirm.reason_example')} autosize minRows={2} maxRows={6} maxLength={500}
        value={reason} onChange={(event) => setReason(event.currentTarget.value)}
      />
      {desk && hold.kind === 'in_person' ? <Suspense fallback={<Skeleton height={60} radius="md" />}><ResourcePicker startsAt={hold.starts_at} endsAt={hold.ends_at} value={resources} onChange={setResources} /></Suspense> : null}
      <Button type="submit" fullWidth loading={book.isPending}>{t(replaces ? 'confirm.move' : 'confirm.book')}</Button>
      <Button variant="default" fullWidth disabled={book.isPending} onClick={onBack}>{t('confirm.other')}</Button>
      <p className={css.kept}><Clock3 size={16} aria-hidden />{t('confirm.kept')} <Countdown until={hold.held_until} label={t('confirm.kept_label')} /></p>
    </form>
  );
}

function What({ hold }: { hold: Hold }) {
  const { t } = useTranslation('scheduling');
  const now = useNow();
  const here = Intl.DateTimeFormat().resolvedOptions().timeZone;
  const [there, mine] = [clockTime(hold.starts_at, hold.zone), clockTime(hold.starts_at, here)];
  return (
    <div className={css.what}>
      <p className={css.moment}>
        <strong className="figure">{there}</strong>
        <span>{dayName(hold.starts_at, hold.zone, now)}, {longDate(dayKey(hold.starts_at, hold.zone))}</span>
        <span className={css.quiet}>{t('book.zone', { zone: zoneName(hold.zone, hold.starts_at) })}{mine === there ? '' : ` ${t('confirm.your_clock', { time: mine })}`}</span>
      </p>
      <p className={css.person}><Avatar name={hold.clinician.name} src={photoOf(hold.clinician)} size={48} /><span><strong>{hold.clinician.name}<Slot name="clinician.mark" with={{ practitionerId: hold.clinician.id }} /></strong><Way kind={hold.kind} /></span></p>
    </div>
  );
}
