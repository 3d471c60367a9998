/** Holidays, days off, and the appointments that stand in closed time: move them all, or ask their patients. */
import { Button, Checkbox, Group, Select, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { PageWaiting } from '@/app/fallbacks';
import { useConfirm } from '@/components/ui/confirm';
import { DataList, fromRows } from '@/components/ui/DataList';
import { EmptyState } from '@/components/ui/EmptyState';
import { FormProblem } from '@/components/ui/FormProblem';
import { PageHeader } from '@/components/ui/PageHeader';
import { Section } from '@/components/ui/Section';
import { StatusBadge } from '@/components/ui/StatusBadge';
import { DateText, TimeText } from '@/components/ui/TimeText';
import { asProblem } from '@/lib/problem';
import { useMay } from '@/lib/auth';
import { notifyDone } from '@/lib/notify';
import { cliniciansQuery } from '../api/clinicians';
import { closuresQuery, displacedQuery, holidaysQuery, useAddHoliday, useCancelAll, useDropHoliday, useEndLeave, useMoveAll, useOfferAll, useTakeLeave, type Displaced } from '../api/closing';
import css from '../components/Schedule.module.css';

export default function ClosuresPage() {
  const { t } = useTranslation('scheduling');
  const moves = useMay()('appointment.manage');
  return (
    <>
      <PageHeader title={t('closures.title')} lead={t('closures.lead')} />
      {moves ? <Stranded /> : null}
      <Leaves />
      <Holidays />
    </>
  );
}

function Stranded() {
  const { t } = useTranslation('scheduling');
  const confirm = useConfirm();
  const people = useQuery(cliniciansQuery).data?.items ?? [];
  const [to, setTo] = useState<string | null>(null);
  const { data } = useQuery(displacedQuery(to ?? undefined));
  const [move, offer, cancel] = [useMoveAll(), useOfferAll(), useCancelAll()];
  const [left, setLeft] = useState<Set<string>>(new Set());
  if (!data) return <PageWaiting />;
  if (!data.items.length) return <Section title={t('closures.stranded')}><EmptyState compact title={t('closures.none_stranded')} hint={t('closures.none_stranded_hint')} /></Section>;
  const chosen = data.items.filter((row) => !left.has(row.appointment.id));
  const movable = chosen.filter((row) => row.times.length > 0);
  const askable = movable.filter((row) => !row.offer_until);
  const told = (outcomes: { code: string }[], word: 'moved' | 'asked' | 'cancelled') => notifyDone(t(`closures.${word}`, { count: outcomes.filter((one) => !one.code).length, failed: outcomes.filter((one) => one.code).length }));
  async function cancelAll() {
    const answer = await confirm({ title: t('closures.cancel_title', { count: chosen.length }), body: t('closures.cancel_body'), verb: t('closures.cancel'), destructive: true, reason: { label: t('cancel.reason') } });
    if (answer) cancel.mutate({ appointment_ids: chosen.map((row) => row.appointment.id), reason: answer.reason }, { onSuccess: (done) => told(done.items, 'cancelled') });
  }
  async function moveAll() {
    const answer = await confirm({ title: t('closures.move_title', { count: movable.length }), body: t('closures.move_body'), verb: t('closures.move') });
    if (answer) move.mutate(movable.flatMap((row) => row.times.slice(0, 1).map((time) => ({ appointment_id: row.appointment.id, practitioner_id: time.clinician.id, starts_at: time.starts_at }))), { onSuccess: (done) => told(done.items, 'moved') });
  }
  return (
    <Section
      title={t('closures.stranded')} hint={t('closures.stranded_hint')}
      actions={<span className={css.inline}>
        <Select size="xs" aria-label={t('closures.to_whom')} placeholder={t('closures.to_whom')} clearable searchable data={people.map((one) => ({ value: one.id, label: one.name }))} value={to} onChange={setTo} />
        <Button size="compact-sm" disabled={!movable.length} loading={move.isPending} onClick={() => void moveAll()}>{t('closures.move_all', { count: movable.length })}</Button>
        <Button size="compact-sm" variant="default" disabled={!askable.length} loading={offer.isPending} onClick={() => offer.mutate(askable.map((row) => row.appointment.id), { onSuccess: (done) => told(done.items, 'asked') })}>{t('closures.offer_all', { count: askable.length })}</Button>
        <Button size="compact-sm" variant="subtle" color="gray" disabled={!chosen.length} loading={cancel.isPending} onClick={() => void cancelAll()}>{t('closures.cancel_all', { count: chosen.length })}</Button>
      </span>}
    >
      <DataList
        label={t('closures.stranded')} pages={fromRows(data.items)} rowKey={(row) => row.appointment.id} empty={{ title: t('closures.none_stranded') }}
        columns={[
          { key: 'pick', header: t('closures.pick'), cell: (row) => <Checkbox aria-label={t('closures.pick_one', { name: row.appointment.patient.name })} checked={!left.has(row.appointment.id)} onChange={(event) => { const on = event.currentTarget.checked; setLeft((before) => { const next = new Set(before); if (on) next.delete(row.appointment.id); else next.add(row.appointment.id); return next; }); }} /> },
          { key: 'who', header: t('day.patient'), phone: 'bare', cell: (row) => <span><strong className={css.name}>{row.appointment.patient.name}</strong> <span className={css.quiet}>{row.appointment.clinician.name}</span></span> },
          { key: 'when', header: t('closures.now'), cell: (row) => <TimeText at={row.appointment.starts_at} /> },
          { key: 'to', header: t('closures.to'), cell: (row) => <Choices row={row} /> },
        ]}
      />
    </Section>
  );
}

function Choices({ row }: { row: Displaced }) {
  const { t } = useTranslation('scheduling');
  const move = useMoveAll();
  if (row.offer_until) return <span><StatusBadge tone="info" label={t('closures.asked_until')} /> <TimeText at={row.offer_until} /></span>;
  if (!row.times.length) return <span className={css.quiet}>{t('closures.no_time')}</span>;
  return (
    <span className={css.choices}>{row.times.map((time) => (
      <Button key={`${time.clinician.id}${time.starts_at}`} size="compact-sm" variant="default" justify="start" disabled={move.isPending} onClick={() => move.mutate([{ appointment_id: row.appointment.id, practitioner_id: time.clinician.id, starts_at: time.starts_at }], { onSuccess: () => notifyDone(t('closures.moved', { count: 1, failed: 0 })) })}>
        <TimeText at={time.starts_at} />, {time.clinician.name}
      </Button>
    ))}</span>
  );
}

function Leaves() {
  const { t } = useTranslation('scheduling');
  const { data } = useQuery(closuresQuery);
  const people = useQuery(cliniciansQuery).data?.items ?? [];
  const [take, end] = [useTakeLeave(), useEndLeave()];
  const [form, setForm] = useState({ who: '', first: '', last: '', reason: '' });
  const set = (next: Partial<typeof form>) => setForm((before) => ({ ...before, ...next }));
  return (
    <Section title={t('closures.leave')} hint={t('closures.leave_hint')}>
      <DataList
        label={t('closures.leave')} pages={fromRows(data?.items)} rowKey={(row) => `${row.clinician.id}${row.first_day}${row.starts ?? ''}`} empty={{ title: t('closures.none_away') }}
        columns={[
          { key: 'who', header: t('day.clinician'), phone: 'bare', cell: (row) => row.clinician.name },
          { key: 'days', header: t('closures.days'), cell: (row) => <span><DateText date={row.first_day} />{row.last_day === row.first_day ? null : <>–<DateText date={row.last_day} /></>}{row.starts ? ` ${row.starts.slice(0, 5)}–${row.ends?.slice(0, 5) ?? ''}` : ''}</span> },
          { key: 'reason', header: t('closures.reason'), cell: (row) => row.reason },
        ]}
        actions={(row) => <Button size="compact-sm" variant="subtle" color="gray" loading={end.isPending} onClick={() => end.mutate({ practitioner_id: row.clinician.id, first_day: row.first_day, last_day: row.last_day })}>{t('closures.open')}</Button>}
      />
      <form className={css.inline} onSubmit={(event) => { event.preventDefault(); take.mutate({ practitioner_id: form.who, first_day: form.first, last_day: form.last || form.first, reason: form.reason, starts: null, ends: null }, { onSuccess: (done) => { set({ first: '', last: '', reason: '' }); notifyDone(t('closures.taken', { days: done.days, displaced: done.displaced })); } }); }}>
        <Select label={t('day.clinician')} searchable data={people.map((one) => ({ value: one.id, label: one.name }))} value={form.who || null} onChange={(who) => set({ who: who ?? '' })} />
        <TextInput type="date" label={t('closures.first')} value={form.first} onChange={(event) => set({ first: event.currentTarget.value })} />
        <TextInput type="date" label={t('closures.last')} value={form.last} min={form.first} onChange={(event) => set({ last: event.currentTarget.value })} />
        <TextInput label={t('closures.reason')} maxLength={200} value={form.reason} onChange={(event) => set({ reason: event.currentTarget.value })} />
        <Button type="submit" variant="default" disabled={!form.who || !form.first} loading={take.isPending}>{t('closures.close_days')}</Button>
      </form>
      <FormProblem problem={take.error} />
    </Section>
  );
}

function Holidays() {
  const { t } = useTranslation('scheduling');
  const { data, isPending, error, refetch } = useQuery(holidaysQuery);
  const [add, drop] = [useAddHoliday(), useDropHoliday()];
  const [form, setForm] = useState({ day: '', name: '' });
  return (
    <Section title={t('closures.holidays')} hint={t('closures.holidays_hint')}>
      <DataList
        label={t('closures.holidays')} rowKey={(row) => row.id} empty={{ title: t('closures.no_holidays') }}
        pages={fromRows(data?.items, { loading: isPending, problem: error ? asProblem(error) : null, retry: () => void refetch() })}
        columns={[{ key: 'day', header: t('book.day'), cell: (row) => <DateText date={row.day} /> }, { key: 'name', header: t('closures.name'), phone: 'bare', cell: (row) => row.name }]}
        actions={(row) => <Button size="compact-sm" variant="subtle" color="gray" loading={drop.isPending} onClick={() => drop.mutate(row.id)}>{t('closures.remove')}</Button>}
      />
      <form onSubmit={(event) => { event.preventDefault(); add.mutate({ ...form, starts: null, ends: null }, { onSuccess: () => setForm({ day: '', name: '' }) }); }}>
        <Group align="end">
          <TextInput type="date" label={t('book.day')} value={form.day} onChange={(event) => { const day = event.currentTarget.value; setForm((before) => ({ ...before, day })); }} />
          <TextInput label={t('closures.name')} maxLength={120} value={form.name} onChange={(event) => { const name = event.currentTarget.value; setForm((before) => ({ ...before, name })); }} />
          <Button type="submit" variant="default" disabled={!form.day || !form.name.trim()} loading={add.isPending}>{t('closures.add_holiday')}</Button>
        </Group>
      </form>
      <FormProblem problem={add.error} />
    </Section>
  );
}
