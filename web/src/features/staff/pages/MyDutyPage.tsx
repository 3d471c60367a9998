/** My shifts, my turns on call, swaps that concern me, my leave. */
import { Button, Select, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { CalendarCheck2 } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { PageWaiting } from '@/app/fallbacks';
import { EmptyState } from '@/components/ui/EmptyState';
import { ErrorState } from '@/components/ui/ErrorState';
import { FormProblem } from '@/components/ui/FormProblem';
import { PageHeader } from '@/components/ui/PageHeader';
import { Section } from '@/components/ui/Section';
import { Slot } from '@/components/ui/Slot';
import { StatusBadge } from '@/components/ui/StatusBadge';
import { TimeText } from '@/components/ui/TimeText';
import { useSession } from '@/lib/auth';
import { useNow } from '@/lib/clock';
import { notifyDone } from '@/lib/notify';
import { myDutyQuery, myLeaveQuery, staffQuery, swapsQuery, useAskSwap, useCancelLeave, useWithdrawSwap, type MyDuty } from '../api/duty';
import { AskLeaveForm, LeaveLine } from '../components/Leave';
import css from '../components/Rota.module.css';
import { SwapLine } from '../components/Swaps';

export default function MyDutyPage() {
  const { t } = useTranslation('staff');
  const { data, error, refetch } = useQuery(myDutyQuery);
  if (error && !data) return <ErrorState problem={error} onRetry={() => void refetch()} />;
  if (!data) return <PageWaiting />;
  return (
    <>
      <PageHeader title={t('duty.title')} lead={t('duty.lead')} actions={<>
        <Button component={Link} to="/my-profile" variant="subtle" color="gray">{t('record.mine')}</Button>
        <Button component={Link} to="/rota" variant="default">{t('rota.title')}</Button>
        {data.leads ? <Button component={Link} to="/leave" variant="default">{t('leave.decide_title')}</Button> : null}
      </>} />
      <div className={css.two}>
        <div><Shifts duty={data} /><Turns duty={data} /></div>
        <div><Swaps /><Leaves /></div>
      </div>
      <Slot name="calendar.feed" />
    </>
  );
}

function Shifts({ duty }: { duty: MyDuty }) {
  const { t } = useTranslation('staff');
  const withdraw = useWithdrawSwap();
  const [offered, setOffered] = useState<string | null>(null);
  return (
    <Section title={t('duty.shifts')}>
      {duty.shifts.length === 0 ? <EmptyState compact icon={CalendarCheck2} title={t('duty.no_shifts')} hint={t('duty.no_shifts_hint')} /> : (
        <ul className={css.lines}>{duty.shifts.map((one) => (
          <li key={one.id}>
            <div><strong><TimeText at={one.starts_at} as="date" /> <span className="tabular"><TimeText at={one.starts_at} as="clock" />–<TimeText at={one.ends_at} as="clock" /></span></strong><p>{one.template}, {one.department}{one.note ? `. ${one.note}` : ''}</p></div>
            {one.swap_id ? <div className={css.buttons}><StatusBadge tone="info" label={t(`swap.status.${one.swap_status ?? 'requested'}` as 'swap.status.requested')} /><Button size="compact-sm" variant="subtle" color="gray" loading={withdraw.isPending} onClick={() => withdraw.mutate(one.swap_id!)}>{t('swap.withdraw')}</Button></div>
              : <Button size="compact-sm" variant="default" onClick={() => setOffered(offered === one.id ? null : one.id)}>{t('swap.ask')}</Button>}
            {offered === one.id ? <AskSwap shift={one.id} department={one.department_id} onDone={() => setOffered(null)} /> : null}
          </li>
        ))}</ul>
      )}
    </Section>
  );
}

function AskSwap({ shift, department, onDone }: { shift: string; department: string; onDone: () => void }) {
  const { t } = useTranslation('staff');
  const me = useSession().user.id;
  const people = useQuery(staffQuery(department)).data?.items.filter((one) => one.user_id !== me) ?? [];
  const [form, setForm] = useState({ taker: '', note: '' });
  const ask = useAskSwap();
  return (
    <form className={css.inline} onSubmit={(event) => { event.preventDefault(); ask.mutate({ shift_id: shift, taker_id: form.taker || null, note: form.note }, { onSuccess: () => { notifyDone(t('swap.asked')); onDone(); } }); }}>
      <Select label={t('swap.whom')} allowDeselect={false} data={[{ value: '', label: t('swap.anybody') }, ...people.map((one) => ({ value: one.user_id, label: one.name }))]} value={form.taker} onChange={(taker) => setForm((before) => ({ ...before, taker: taker ?? '' }))} />
      <TextInput label={t('swap.note')} maxLength={500} value={form.note} onChange={(event) => { const note = event.currentTarget.value; setForm((before) => ({ ...before, note })); }} />
      <Button type="submit" loading={ask.isPending}>{t('swap.ask')}</Button>
      <FormProblem problem={ask.error} />
    </form>
  );
}

function Turns({ duty }: { duty: MyDuty }) {
  const { t } = useTranslation('staff');
  if (!duty.turns.length) return null;
  return (
    <Section title={t('oncall.mine')} actions={<Button component={Link} to="/on-call" size="compact-sm" variant="subtle" color="gray">{t('oncall.title')}</Button>}>
      <ul className={css.lines}>{duty.turns.map((one) => (
        <li key={one.id}><div><strong>{one.service}, {t('oncall.level', { level: one.level })}</strong><p><TimeText at={one.starts_at} /> – <TimeText at={one.ends_at} as="date" /> <TimeText at={one.ends_at} as="clock" /></p></div></li>
      ))}</ul>
    </Section>
  );
}

function Swaps() {
  const { t } = useTranslation('staff');
  const rows = useQuery(swapsQuery).data?.items.filter((one) => !one.mine) ?? [];
  if (!rows.length) return null;
  return <Section title={t('swap.title')}><ul className={css.lines}>{rows.map((one) => <SwapLine key={one.id} swap={one} />)}</ul></Section>;
}

function Leaves() {
  const { t } = useTranslation('staff');
  const { data } = useQuery(myLeaveQuery);
  const cancel = useCancelLeave();
  const now = useNow();
  return (
    <Section title={t('leave.mine')}>
      {data && !data.items.length ? <EmptyState compact title={t('leave.none')} /> : (
        <ul className={css.lines}>{(data?.items ?? []).slice(0, 12).map((one) => (
          <LeaveLine key={one.id} leave={one} actions={one.status === 'requested' || (one.status === 'approved' && Date.parse(one.ends_on) > now)
            ? <Button size="compact-sm" variant="subtle" color="gray" loading={cancel.isPending} onClick={() => cancel.mutate(one.id)}>{t('leave.cancel')}</Button> : null} />
        ))}</ul>
      )}
      <AskLeaveForm />
    </Section>
  );
}
