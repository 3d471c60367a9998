/** Behind a link: another time with the same clinician, chosen and then pressed once. */
import { Button, Skeleton } from '@mantine/core';
import { keepPreviousData, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ErrorState } from '@/components/ui/ErrorState';
import { FormProblem } from '@/components/ui/FormProblem';
import { get, post, type Reply } from '@/lib/api';
import { useWrite } from '@/lib/query';
import { addDays, clockTime, dayKey } from '@/lib/time';
import { DAYS, type Slot } from '../api/slots';
import { longDate } from '../format';
import css from './Booking.module.css';
import { DayStrip } from './DayStrip';
import { TimeGrid } from './TimeGrid';

type Moved = Reply<'/api/appointment-links/{token}/move', 'post'>;

export default function LinkMove({ token, onMoved }: { token: string; onMoved: (done: Moved) => void }) {
  const { t } = useTranslation('scheduling');
  const qc = useQueryClient();
  const [from, setFrom] = useState<string | null>(null);
  const [date, setDate] = useState<string | null>(null);
  const [slot, setSlot] = useState<Slot | null>(null);
  const key = ['slots', 'link', token, from];
  const { data, error, refetch, isPlaceholderData } = useQuery({
    queryKey: key, placeholderData: keepPreviousData, queryFn: ({ signal }) => get('/api/appointment-links/{token}/slots', { path: { token }, query: { from, days: DAYS }, signal }),
  });
  const move = useWrite((startsAt: string) => post('/api/appointment-links/{token}/move', { path: { token }, body: { starts_at: startsAt } }), {
    quiet: true, onSuccess: onMoved, onError: () => { setSlot(null); void qc.invalidateQueries({ queryKey: key }); },
  });
  if (error && !data) return <ErrorState problem={error} onRetry={() => void refetch()} compact />;
  if (!data) return <Skeleton height={320} radius="md" />;
  const shown = data.days.find((day) => day.date === date && day.slots.length) ?? data.days.find((day) => day.slots.length);
  const go = (next: string | null) => { setFrom(next); setDate(null); setSlot(null); };
  const back = () => { const earlier = addDays(from!, -DAYS); go(earlier <= dayKey(Date.now(), data.zone) ? null : earlier); };
  return (
    <div className={css.chooser}>
      <h2>{t('link.when')}</h2>
      <DayStrip days={data.days} zone={data.zone} chosen={shown?.date} onChoose={(day) => { setDate(day); setSlot(null); }} onBack={from ? back : null} onNext={data.next ? () => go(data.next) : null} />
      <FormProblem problem={move.error} />
      {slot && shown ? (
        <>
          <p className={css.moment}><strong>{longDate(shown.date)}, {clockTime(slot.starts_at, data.zone)}</strong></p>
          <Button fullWidth loading={move.isPending} onClick={() => move.mutate(slot.starts_at)}>{t('confirm.move')}</Button>
          <Button fullWidth variant="default" disabled={move.isPending} onClick={() => setSlot(null)}>{t('confirm.other')}</Button>
        </>
      ) : shown ? <TimeGrid key={shown.date} day={shown} zone={data.zone} busy={null} stale={isPlaceholderData} onChoose={setSlot} />
        : <p>{data.next_free ? <Button variant="default" onClick={() => go(data.next_free)}>{t('book.go', { date: longDate(data.next_free) })}</Button> : t('book.none')}</p>}
    </div>
  );
}
