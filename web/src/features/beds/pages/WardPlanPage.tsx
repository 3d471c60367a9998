/** Wards and beds of the house: opened, named, given to departments. Who lies there is on the board of wards. */
import { Button, Select, Skeleton, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState, type FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { EmptyState } from '@/components/ui/EmptyState';
import { ErrorState } from '@/components/ui/ErrorState';
import { FormProblem } from '@/components/ui/FormProblem';
import { PageHeader } from '@/components/ui/PageHeader';
import { Section } from '@/components/ui/Section';
import { departmentsQuery, planQuery, useOpenWard } from '../api/plan';
import css from '../components/Beds.module.css';
import { WardPlan, type Departments } from '../components/WardPlan';
import { bedLabels } from '../labels';

const EMPTY = { code: '', name: '', department_id: null as string | null, beds: '' };

export default function WardPlanPage() {
  const { t } = useTranslation('beds');
  const { data, error, refetch } = useQuery(planQuery);
  const rows = useQuery(departmentsQuery).data?.items ?? [];
  const departments = rows.filter((one) => one.active).map((one) => ({ value: one.id, label: one.name }));
  return (
    <>
      <PageHeader title={t('plan.title')} lead={t('plan.lead')} back={{ to: '/admin', label: t('plan.back') }} />
      {error && !data ? <ErrorState problem={error} onRetry={() => void refetch()} /> : null}
      {!data && !error ? <Skeleton height={240} /> : null}
      {data?.items.length === 0 ? <EmptyState title={t('wards.none')} hint={t('plan.none_hint')} /> : null}
      {data?.items.map((ward) => <WardPlan key={ward.id} ward={ward} departments={departments} />)}
      {data ? <NewWard departments={departments} /> : null}
    </>
  );
}

function NewWard({ departments }: { departments: Departments }) {
  const { t } = useTranslation('beds');
  const open = useOpenWard();
  const [form, setForm] = useState(EMPTY);
  const set = (next: Partial<typeof form>) => setForm((before) => ({ ...before, ...next }));
  const beds = bedLabels(form.beds);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (beds) open.mutate({ ...form, name: form.name.trim(), beds }, { onSuccess: () => setForm(EMPTY) });
  };
  return (
    <Section title={t('plan.open')}>
      <form className={css.ask} onSubmit={submit}>
        <TextInput label={t('plan.name')} maxLength={120} value={form.name} onChange={(event) => set({ name: event.currentTarget.value })} />
        <TextInput label={t('plan.code')} description={t('plan.code_hint')} maxLength={30} value={form.code} onChange={(event) => set({ code: event.currentTarget.value })} />
        <Select label={t('plan.department')} description={t('plan.department_hint')} clearable data={departments} value={form.department_id} onChange={(department_id) => set({ department_id })} />
        <TextInput label={t('plan.beds')} description={t('plan.more_hint')} maxLength={1000} value={form.beds} error={beds === null ? t('plan.too_many') : undefined} onChange={(event) => set({ beds: event.currentTarget.value })} />
        <FormProblem problem={open.error} />
        <div className={css.acts}><Button type="submit" disabled={!form.name.trim() || !form.code || !beds} loading={open.isPending}>{t('plan.open')}</Button></div>
      </form>
    </Section>
  );
}
