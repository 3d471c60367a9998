/** On call: who is reached now, the turns of two weeks, and where nobody is reached. */
import { ActionIcon, Button, NumberInput, Select, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { ChevronLeft, ChevronRight, PhoneCall } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { PageWaiting } from '@/app/fallbacks';
import { EmptyState } from '@/components/ui/EmptyState';
import { ErrorState } from '@/components/ui/ErrorState';
import { FormProblem } from '@/components/ui/FormProblem';
import { PageHeader } from '@/components/ui/PageHeader';
import { Section } from '@/components/ui/Section';
import { StatusBadge } from '@/components/ui/StatusBadge';
import { TimeText } from '@/components/ui/TimeText';
import { useMay } from '@/lib/auth';
import { notifyDone } from '@/lib/notify';
import { addDays } from '@/lib/time';
import { onCallQuery, staffQuery, useAssign, useKeepService, type OnCallService } from '../api/duty';
import { departmentsQuery } from '../api/people';
import { dayLabel } from '../components/days';
import css from '../components/Rota.module.css';

export default function OnCallPage() {
  const { t } = useTranslation('staff');
  const every = useMay()('roster.manage');
  const [first, setFirst] = useState<string>();
  const { data, error, refetch } = useQuery(onCallQuery(first));
  if (error && !data) return <ErrorState problem={error} onRetry={() => void refetch()} />;
  if (!data) return <PageWaiting />;
  return (
    <>
      <PageHeader title={t('oncall.title')} lead={t('oncall.lead')} />
      <div className={css.tools}>
        <ActionIcon variant="default" size="lg" aria-label={t('rota.before')} onClick={() => setFirst(addDays(data.first, -14))}><ChevronLeft size={18} aria-hidden className="flip-rtl" /></ActionIcon>
        <strong>{dayLabel(data.first)} – {dayLabel(addDays(data.first, data.days - 1))}</strong>
        <ActionIcon variant="default" size="lg" aria-label={t('rota.after')} onClick={() => setFirst(addDays(data.first, 14))}><ChevronRight size={18} aria-hidden className="flip-rtl" /></ActionIcon>
      </div>
      {data.services.length === 0 ? <EmptyState icon={PhoneCall} title={t('oncall.none')} hint={t('oncall.none_hint')} /> : data.services.map((one) => <Service key={one.id} service={one} />)}
      {every ? <NewService /> : null}
    </>
  );
}

function Service({ service }: { service: OnCallService }) {
  const { t } = useTranslation('staff');
  const now = service.now.map((one) => `${t('oncall.level', { level: one.level })}: ${one.name || t('oncall.nobody')}`).join(' · ');
  return (
    <Section title={service.name} hint={`${service.department}. ${t('oncall.now')} ${now}`}>
      {service.gaps.length ? (
        <ul className={css.lines}>{service.gaps.slice(0, 8).map((gap) => (
          <li key={`${gap.level}${gap.starts_at}`}><div><strong>{t('oncall.gap', { level: gap.level })}</strong><p><TimeText at={gap.starts_at} as="date" /> <TimeText at={gap.starts_at} as="clock" /> – <TimeText at={gap.ends_at} as="date" /> <TimeText at={gap.ends_at} as="clock" /></p></div><StatusBadge tone="attention" label={t('oncall.open')} /></li>
        ))}</ul>
      ) : <p className={css.quiet}>{t('oncall.whole')}</p>}
      <ul className={css.turns}>{service.turns.map((one) => (
        <li key={one.id}><span>{t('oncall.level', { level: one.level })}</span><strong>{one.name}</strong><span><TimeText at={one.starts_at} as="date" /> <TimeText at={one.starts_at} as="clock" /> – <TimeText at={one.ends_at} as="date" /> <TimeText at={one.ends_at} as="clock" /></span></li>
      ))}</ul>
      {service.may_plan ? <Assign service={service} /> : null}
    </Section>
  );
}

function Assign({ service }: { service: OnCallService }) {
  const { t } = useTranslation('staff');
  const people = useQuery(staffQuery()).data?.items ?? [];
  const own = people.filter((one) => one.department_id === service.department_id);
  const assign = useAssign();
  const [form, setForm] = useState({ level: '1', user: '', first: '', last: '', starts: '08:00' });
  const set = (next: Partial<typeof form>) => setForm((before) => ({ ...before, ...next }));
  const named = [...own, ...people.filter((one) => !own.includes(one))].map((one) => ({ value: one.user_id, label: one.name }));
  return (
    <form className={css.inline} onSubmit={(event) => { event.preventDefault(); assign.mutate({ service: service.id, level: Number(form.level), user_id: form.user || null, first_day: form.first, last_day: form.last || form.first, starts: form.starts }, { onSuccess: () => { set({ first: '', last: '' }); notifyDone(t('oncall.assigned')); } }); }}>
      <Select label={t('oncall.level_field')} w={90} allowDeselect={false} data={Array.from({ length: service.levels }, (_, n) => String(n + 1))} value={form.level} onChange={(level) => set({ level: level ?? '1' })} />
      <Select label={t('rota.person')} searchable allowDeselect={false} data={[{ value: '', label: t('oncall.nobody') }, ...named]} value={form.user} onChange={(user) => set({ user: user ?? '' })} />
      <TextInput type="date" label={t('leave.first')} value={form.first} onChange={(event) => set({ first: event.currentTarget.value })} />
      <TextInput type="date" label={t('leave.last')} min={form.first} value={form.last} onChange={(event) => set({ last: event.currentTarget.value })} />
      <TextInput type="time" label={t('oncall.handover')} value={form.starts} onChange={(event) => set({ starts: event.currentTarget.value })} />
      <Button type="submit" variant="default" disabled={!form.first} loading={assign.isPending}>{t('oncall.assign')}</Button>
      <FormProblem problem={assign.error} />
    </form>
  );
}

function NewService() {
  const { t } = useTranslation('staff');
  const departments = useQuery(departmentsQuery).data?.items ?? [];
  const keep = useKeepService();
  const [form, setForm] = useState({ department_id: '', code: '', name: '', levels: 2 });
  const set = (next: Partial<typeof form>) => setForm((before) => ({ ...before, ...next }));
  return (
    <Section title={t('oncall.new')} hint={t('oncall.new_hint')}>
      <form className={css.inline} onSubmit={(event) => { event.preventDefault(); keep.mutate({ ...form, active: true }, { onSuccess: () => set({ code: '', name: '' }) }); }}>
        <TextInput label={t('field.name')} maxLength={80} value={form.name} onChange={(event) => set({ name: event.currentTarget.value })} />
        <TextInput label={t('oncall.code')} w={120} maxLength={30} value={form.code} onChange={(event) => set({ code: event.currentTarget.value })} />
        <Select label={t('field.department')} data={departments.map((one) => ({ value: one.id, label: one.name }))} value={form.department_id || null} onChange={(id) => set({ department_id: id ?? '' })} />
        <NumberInput label={t('oncall.levels')} w={100} min={1} max={3} value={form.levels} onChange={(levels) => set({ levels: Number(levels) || 1 })} />
        <Button type="submit" variant="default" disabled={!form.code || !form.name.trim() || !form.department_id} loading={keep.isPending}>{t('oncall.make')}</Button>
        <FormProblem problem={keep.error} />
      </form>
    </Section>
  );
}
