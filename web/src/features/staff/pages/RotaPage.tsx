/** The rota of a department: planned by its lead, told with one button, too few people said in words. */
import { ActionIcon, Button, Select } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate } from '@tanstack/react-router';
import { CalendarRange, ChevronLeft, ChevronRight } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { PageWaiting } from '@/app/fallbacks';
import { useSearchParams } from '@/app/page';
import { useConfirm } from '@/components/ui/confirm';
import { EmptyState } from '@/components/ui/EmptyState';
import { ErrorState } from '@/components/ui/ErrorState';
import { PageHeader } from '@/components/ui/PageHeader';
import { Section } from '@/components/ui/Section';
import { StatusBadge } from '@/components/ui/StatusBadge';
import { notifyDone } from '@/lib/notify';
import { addDays } from '@/lib/time';
import { myDutyQuery, rotaQuery, staffQuery, useMoveShift, usePlan, usePublish, useRemoveShift, useRepeat, type Rota } from '../api/duty';
import { departmentsQuery } from '../api/people';
import { dayLabel } from '../components/days';
import css from '../components/Rota.module.css';
import { RotaGrid } from '../components/RotaGrid';
import { ShiftTemplates } from '../components/ShiftTemplates';

export default function RotaPage() {
  const { t } = useTranslation('staff');
  const { department, week } = useSearchParams<{ department: string; week: string }>();
  const navigate = useNavigate();
  const { data: departments } = useQuery(departmentsQuery);
  const mine = useQuery(myDutyQuery);
  // Who belongs to no department (an administrator) begins with the first that has people.
  const staff = useQuery({ ...staffQuery(), enabled: !department && !mine.isPending && !mine.data?.department_id });
  const first = departments?.items.find((row) => staff.data?.items.some((one) => one.department_id === row.id)) ?? departments?.items[0];
  const id = department || mine.data?.department_id || (staff.isPending ? '' : first?.id) || '';
  const { data: rota, error, refetch } = useQuery(rotaQuery(id, week || undefined));
  const go = (next: { department?: string; week?: string }) => void navigate({ to: '/rota', search: { department: id, week: rota?.week ?? '', ...next } as never, resetScroll: false });
  return (
    <>
      <PageHeader title={t('rota.title')} lead={rota?.lead ? t('rota.lead', { name: rota.lead }) : undefined}
        badge={rota ? <StatusBadge tone={rota.published_at ? 'done' : 'neutral'} label={t(rota.published_at ? 'rota.published' : 'rota.draft')} /> : null} />
      <div className={css.tools}>
        <Select aria-label={t('field.department')} w={220} allowDeselect={false} data={(departments?.items ?? []).map((row) => ({ value: row.id, label: row.name }))} value={id || null} onChange={(next) => go({ department: next ?? '' })} />
        {rota ? <>
          <ActionIcon variant="default" size="lg" aria-label={t('rota.before')} onClick={() => go({ week: addDays(rota.week, -7) })}><ChevronLeft size={18} aria-hidden className="flip-rtl" /></ActionIcon>
          <strong>{dayLabel(rota.week)} – {dayLabel(addDays(rota.week, 6))}</strong>
          <ActionIcon variant="default" size="lg" aria-label={t('rota.after')} onClick={() => go({ week: addDays(rota.week, 7) })}><ChevronRight size={18} aria-hidden className="flip-rtl" /></ActionIcon>
        </> : null}
      </div>
      {error && !rota ? <ErrorState problem={error} onRetry={() => void refetch()} /> : !rota ? <PageWaiting /> : <Week key={rota.department_id} rota={rota} week={week || undefined} />}
    </>
  );
}

function Week({ rota, week }: { rota: Rota; week: string | undefined }) {
  const { t } = useTranslation('staff');
  const confirm = useConfirm();
  const id = rota.department_id;
  const kinds = rota.templates.filter((one) => one.active);
  const [brush, setBrush] = useState<string | null>(kinds[0]?.id ?? null);
  const [plan, move, remove, publish, repeat] = [usePlan(id, week), useMoveShift(id, week), useRemoveShift(id, week), usePublish(id), useRepeat(id)];
  const busy = plan.isPending || move.isPending || remove.isPending;
  async function tell() {
    const short = rota.short.length > 0;
    const answer = await confirm({ title: t('rota.publish_title'), body: t(short ? 'rota.publish_short' : 'rota.publish_body', { count: rota.short.length }), verb: t('rota.publish'), ...(short ? { reason: { label: t('rota.why_short') } } : {}) });
    if (answer) publish.mutate({ week: rota.week, note: answer.reason }, { onSuccess: () => notifyDone(t('rota.told')) });
  }
  if (!rota.members.length) return <EmptyState icon={CalendarRange} title={t('rota.nobody')} hint={t('rota.nobody_hint')} />;
  return (
    <>
      {rota.may_plan ? (
        <div className={css.kinds} role="group" aria-label={t('rota.kinds')}>
          {kinds.map((one) => <button key={one.id} type="button" className={css.kind} aria-pressed={brush === one.id} onClick={() => setBrush(one.id)}><strong>{one.code}</strong> {one.name}<small>{one.starts.slice(0, 5)}–{one.ends.slice(0, 5)}</small></button>)}
          <Button onClick={() => void tell()} loading={publish.isPending} disabled={!rota.shifts.length}>{t(rota.published_at ? 'rota.publish_again' : 'rota.publish')}</Button>
          <Button variant="default" loading={repeat.isPending} onClick={() => repeat.mutate(rota.week, { onSuccess: (done) => notifyDone(t('rota.repeated', { count: done.rota.shifts.length, skipped: done.skipped.length })) })}>{t('rota.repeat')}</Button>
          <Button component={Link} to="/leave" variant="subtle" color="gray">{t('rota.to_leave')}</Button>
        </div>
      ) : !rota.published_at ? <p className={css.quiet}>{t('rota.not_yet')}</p> : null}
      <RotaGrid rota={rota} brush={brush} busy={busy} onPlan={(user_id, day) => brush && plan.mutate({ template_id: brush, user_id, day })} onMove={(shift, user_id, day) => move.mutate({ shift, user_id, day })} onRemove={(shift) => remove.mutate(shift)} />
      {rota.may_plan ? <p className={css.quiet}>{t('rota.how')}</p> : null}
      {rota.may_plan ? (
        <Section title={t('rota.cover')}>
          {rota.short.length === 0 ? <p className={css.quiet}>{t('rota.enough')}</p> : (
            <ul className={css.short}>{rota.short.map((one) => <li key={`${one.day}${one.template_id}`}>{t('rota.short', { day: dayLabel(one.day), name: one.name, planned: one.planned, least: one.least })}</li>)}</ul>
          )}
          {rota.short_note ? <p className={css.quiet}>{t('rota.short_note', { note: rota.short_note })}</p> : null}
        </Section>
      ) : null}
      {rota.may_plan ? <ShiftTemplates rota={rota} /> : null}
    </>
  );
}
