/** What waits for the lead's word: leave with everything that stands in it, and swaps. */
import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { CalendarCheck2 } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { PageWaiting } from '@/app/fallbacks';
import { useConfirm } from '@/components/ui/confirm';
import { EmptyState } from '@/components/ui/EmptyState';
import { ErrorState } from '@/components/ui/ErrorState';
import { PageHeader } from '@/components/ui/PageHeader';
import { Section } from '@/components/ui/Section';
import { useMay } from '@/lib/auth';
import { notifyDone } from '@/lib/notify';
import { leaveQuery, myDutyQuery, staffQuery, standingQuery, swapsQuery, useCancelLeave, useDecideLeave, type Leave } from '../api/duty';
import { AskLeaveForm, LeaveLine } from '../components/Leave';
import css from '../components/Rota.module.css';
import { SwapLine } from '../components/Swaps';

export default function LeavePage() {
  const { t } = useTranslation('staff');
  const every = useMay()('roster.manage');
  const { data, error, refetch } = useQuery(leaveQuery);
  const mine = useQuery(myDutyQuery).data;
  const swaps = useQuery(swapsQuery).data?.items.filter((one) => one.may_decide) ?? [];
  const people = useQuery({ ...staffQuery(every ? undefined : mine?.department_id ?? undefined), enabled: every || !!mine }).data?.items ?? [];
  if (error && !data) return <ErrorState problem={error} onRetry={() => void refetch()} />;
  if (!data) return <PageWaiting />;
  const waiting = data.items.filter((one) => one.status === 'requested');
  const known = data.items.filter((one) => one.status === 'approved');
  return (
    <>
      <PageHeader title={t('leave.decide_title')} lead={t('leave.decide_lead')} back={{ to: '/my-duty', label: t('duty.title') }} />
      <Section title={t('leave.waiting')}>
        {waiting.length === 0 ? <EmptyState compact icon={CalendarCheck2} title={t('leave.none_waiting')} /> : <ul className={css.lines}>{waiting.map((one) => <Waiting key={one.id} leave={one} />)}</ul>}
      </Section>
      {swaps.length ? <Section title={t('swap.waiting')}><ul className={css.lines}>{swaps.map((one) => <SwapLine key={one.id} swap={one} />)}</ul></Section> : null}
      <Section title={t('leave.to_come')}>
        {known.length === 0 ? <EmptyState compact title={t('leave.none_to_come')} /> : <ul className={css.lines}>{known.map((one) => <Known key={one.id} leave={one} />)}</ul>}
      </Section>
      {mine?.leads ? <Section title={t('leave.enter')} hint={t('leave.enter_hint')}><AskLeaveForm people={people} /></Section> : null}
    </>
  );
}

function Waiting({ leave }: { leave: Leave }) {
  const { t } = useTranslation('staff');
  const confirm = useConfirm();
  const decide = useDecideLeave();
  const bookings = useQuery(standingQuery(leave)).data?.count ?? 0;
  const duty = leave.shifts + leave.on_call;
  async function approve() {
    const answer = duty ? await confirm({ title: t('leave.release_title', { name: leave.name }), body: t('leave.release_body', { shifts: leave.shifts, turns: leave.on_call }), verb: t('leave.release') }) : { reason: '' };
    if (answer) decide.mutate({ id: leave.id, approve: true, answer: '', release_duty: duty > 0 }, { onSuccess: () => notifyDone(t(bookings ? 'leave.approved_move' : 'leave.approved_done', { count: bookings })) });
  }
  async function refuse() {
    const answer = await confirm({ title: t('leave.refuse_title', { name: leave.name }), body: t('leave.refuse_body'), verb: t('leave.refuse'), reason: { label: t('leave.why') } });
    if (answer) decide.mutate({ id: leave.id, approve: false, answer: answer.reason, release_duty: false });
  }
  return (
    <LeaveLine leave={leave} name actions={<>
      <Button size="compact-sm" loading={decide.isPending} onClick={() => void approve()}>{t('leave.approve')}</Button>
      <Button size="compact-sm" variant="default" onClick={() => void refuse()}>{t('leave.refuse')}</Button>
    </>}>
      {duty || bookings ? <p>{t('leave.stands', { shifts: leave.shifts, turns: leave.on_call, bookings })}</p> : null}
    </LeaveLine>
  );
}

function Known({ leave }: { leave: Leave }) {
  const { t } = useTranslation('staff');
  const moves = useMay()('schedule.manage');
  const cancel = useCancelLeave();
  return (
    <LeaveLine leave={leave} name actions={<>
      {moves && leave.practitioner_id ? <Button component={Link} to="/closures" size="compact-sm" variant="default">{t('leave.bookings')}</Button> : null}
      <Button size="compact-sm" variant="subtle" color="gray" loading={cancel.isPending} onClick={() => cancel.mutate(leave.id)}>{t('leave.cancel')}</Button>
    </>} />
  );
}
