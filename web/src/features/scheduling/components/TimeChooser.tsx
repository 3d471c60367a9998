/** Whom, which way, which day, what time: the second step of booking. */
import { SegmentedControl, Skeleton } from '@mantine/core';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { CalendarX2 } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '@mantine/core';
import { EmptyState } from '@/components/ui/EmptyState';
import { ErrorState } from '@/components/ui/ErrorState';
import { FormProblem } from '@/components/ui/FormProblem';
import { useRoom } from '@/lib/live';
import { addDays, dayKey } from '@/lib/time';
import { useHold, type Hold } from '../api/appointments';
import { DAYS, slotsQuery, specialtiesQuery, taking, type Kind, type Whom } from '../api/slots';
import { longDate } from '../format';
import css from './Booking.module.css';
import { ClinicianChips } from './ClinicianChips';
import { DayStrip } from './DayStrip';
import { Suggestions } from './Suggestions';
import { TimeGrid } from './TimeGrid';

export type Wish = { specialty?: string | undefined; who?: string | undefined; day?: string | undefined; from?: string | undefined; kind?: string | undefined };
type Props = { wish: Wish; onWish: (wish: Wish) => void; patientId?: string | undefined; replaces?: string | undefined; onHeld: (hold: Hold) => void };

export function TimeChooser({ wish, onWish, patientId, replaces, onHeld }: Props) {
  const { t } = useTranslation('scheduling');
  useRoom('slots');
  const kind: Kind = wish.kind === 'in_person' ? 'in_person' : 'video';
  const whom: Whom = wish.who ? { practitioner_id: wish.who } : { specialty: wish.specialty ?? '' };
  const { data, error, refetch, isPlaceholderData } = useQuery({ ...slotsQuery(whom, kind, wish.from), placeholderData: keepPreviousData });
  const names = useQuery(specialtiesQuery).data?.items;
  const hold = useHold();
  const [busy, setBusy] = useState<string | null>(null);
  const specialty = names?.find((one) => one.code === (wish.specialty ?? data?.clinicians[0]?.specialty))?.name;

  function choose(startsAt: string, target: Whom = whom, mark = startsAt) {
    setBusy(mark);
    taking(startsAt);
    hold.mutate({ whom: target, startsAt, kind, patientId, replaces }, {
      onSuccess: onHeld,
      onError: () => { taking(null); void refetch(); },
      onSettled: () => setBusy(null),
    });
  }

  const shown = data && (data.days.find((day) => day.date === wish.day && day.slots.length) ?? data.days.find((day) => day.slots.length));
  return (
    <div className={css.chooser}>
      <h2>{specialty ?? data?.clinicians[0]?.name ?? t('book.times')}</h2>
      {wish.specialty ? <ClinicianChips specialty={wish.specialty} kind={kind} who={wish.who} onChoose={(who) => onWish({ ...wish, who, day: undefined })} /> : null}
      <SegmentedControl
        fullWidth value={kind} aria-label={t('book.way')} onChange={(value) => onWish({ ...wish, kind: value === 'in_person' ? value : undefined, day: undefined })}
        data={[{ value: 'video', label: t('kind.video') }, { value: 'in_person', label: t('kind.in_person') }]}
      />
      {hold.error ? <FormProblem problem={hold.error} /> : null}
      {error && !data ? <ErrorState problem={error} onRetry={() => void refetch()} />
        : !data ? <Skeleton height={320} radius="md" />
          : (
            <>
              {wish.specialty && !wish.who && !wish.day && !wish.from && data.clinicians.length > 1 ? (
                <Suggestions
                  specialty={wish.specialty} kind={kind} patientId={patientId} busy={busy}
                  onChoose={(one) => choose(one.starts_at, { practitioner_id: one.clinician.id }, one.clinician.id)}
                />
              ) : null}
              <DayStrip
                days={data.days} zone={data.zone} chosen={shown?.date} onChoose={(date) => onWish({ ...wish, day: date })}
                onBack={wish.from ? () => onWish({ ...wish, ...back(wish.from!, data.zone) }) : null}
                onNext={data.next ? () => onWish({ ...wish, from: data.next!, day: undefined }) : null}
              />
              {shown ? <TimeGrid key={shown.date} day={shown} zone={data.zone} busy={busy} stale={isPlaceholderData} onChoose={(slot) => choose(slot.starts_at)} />
                : <NoTimes next={data.next_free} onGo={(date) => onWish({ ...wish, from: date, day: date })} />}
            </>
          )}
    </div>
  );
}

function back(from: string, zone: string): Wish {
  const earlier = addDays(from, -DAYS);
  return { from: earlier <= dayKey(Date.now(), zone) ? undefined : earlier, day: undefined };
}

function NoTimes({ next, onGo }: { next: string | null | undefined; onGo: (date: string) => void }) {
  const { t } = useTranslation('scheduling');
  return next
    ? <EmptyState icon={CalendarX2} title={t('book.none_here')} hint={t('book.none_here_hint', { date: longDate(next) })} action={<Button onClick={() => onGo(next)}>{t('book.go', { date: longDate(next) })}</Button>} />
    : <EmptyState icon={CalendarX2} title={t('book.none')} hint={t('book.none_hint')} />;
}
