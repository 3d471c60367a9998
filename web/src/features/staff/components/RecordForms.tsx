/** The forms of a staff record, each one line that opens below its list. */
import { Button, NumberInput, Select, TextInput } from '@mantine/core';
import { useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { FormProblem } from '@/components/ui/FormProblem';
import { useToday } from '@/lib/time';
import { useAddCredential, useEmploy, useGrant, useRenew, useSetAllowance, type StaffRecord } from '../api/records';
import css from './Rota.module.css';

type Of = { record: StaffRecord };
type Departments = { departments: { id: string; name: string }[] };
const EMPLOYMENTS = ['full_time', 'part_time', 'contract', 'student', 'volunteer'] as const;

function useForm<T extends object>(empty: T) {
  const [form, setForm] = useState(empty);
  const set = (next: Partial<T>) => setForm((before) => ({ ...before, ...next }));
  return { form, set, clear: () => setForm(empty) };
}

function Line({ problem, busy, verb, disabled, onSubmit, children }: { problem: unknown; busy: boolean; verb: string; disabled: boolean; onSubmit: () => void; children: ReactNode }) {
  return (
    <form className={css.inline} onSubmit={(event) => { event.preventDefault(); onSubmit(); }}>
      {children}
      <Button type="submit" variant="default" disabled={disabled} loading={busy}>{verb}</Button>
      <FormProblem problem={problem} />
    </form>
  );
}

export function EmploymentForm({ record, departments }: Of & Departments) {
  const { t } = useTranslation('staff');
  const save = useEmploy(record.user_id);
  const { form, set, clear } = useForm({ position: '', department_id: '', kind: 'full_time' as (typeof EMPLOYMENTS)[number], fte_percent: 100, starts_on: useToday(), ends_on: '' });
  return (
    <Line problem={save.error} busy={save.isPending} verb={t('record.add')} disabled={!form.position.trim() || !form.starts_on} onSubmit={() => save.mutate({ ...form, department_id: form.department_id || null, ends_on: form.ends_on || null, note: '' }, { onSuccess: clear })}>
      <TextInput label={t('record.position')} maxLength={120} value={form.position} onChange={(event) => set({ position: event.currentTarget.value })} />
      <Select label={t('field.department')} data={departments.map((one) => ({ value: one.id, label: one.name }))} value={form.department_id || null} onChange={(id) => set({ department_id: id ?? '' })} clearable />
      <Select label={t('record.kind')} w={130} allowDeselect={false} data={EMPLOYMENTS.map((kind) => ({ value: kind, label: t(`record.kinds.${kind}`) }))} value={form.kind} onChange={(kind) => set({ kind: kind as 'full_time' })} />
      <NumberInput label={t('record.share_percent')} w={90} min={1} max={100} value={form.fte_percent} onChange={(share) => set({ fte_percent: Number(share) || 100 })} />
      <TextInput type="date" label={t('record.from')} value={form.starts_on} onChange={(event) => set({ starts_on: event.currentTarget.value })} />
      <TextInput type="date" label={t('record.until')} value={form.ends_on} onChange={(event) => set({ ends_on: event.currentTarget.value })} />
    </Line>
  );
}

export function CredentialForm({ record }: Of) {
  const { t } = useTranslation('staff');
  const save = useAddCredential(record.user_id);
  const { form, set, clear } = useForm({ kind: 'licence' as 'licence' | 'qualification', name: '', number: '', issuer: '', issued_on: '', expires_on: '' });
  return (
    <Line problem={save.error} busy={save.isPending} verb={t('record.add')} disabled={!form.name.trim() || (form.kind === 'licence' && !form.expires_on)} onSubmit={() => save.mutate({ ...form, issued_on: form.issued_on || null, expires_on: form.expires_on || null }, { onSuccess: clear })}>
      <Select label={t('record.what')} w={140} allowDeselect={false} data={[{ value: 'licence', label: t('record.licence') }, { value: 'qualification', label: t('record.qualification') }]} value={form.kind} onChange={(kind) => set({ kind: kind as 'licence' })} />
      <TextInput label={t('field.name')} maxLength={120} value={form.name} onChange={(event) => set({ name: event.currentTarget.value })} />
      <TextInput label={t('record.number')} w={130} maxLength={120} value={form.number} onChange={(event) => set({ number: event.currentTarget.value })} />
      <TextInput label={t('record.issuer')} maxLength={120} value={form.issuer} onChange={(event) => set({ issuer: event.currentTarget.value })} />
      <TextInput type="date" label={t('record.issued')} value={form.issued_on} onChange={(event) => set({ issued_on: event.currentTarget.value })} />
      <TextInput type="date" label={t('record.expires')} value={form.expires_on} onChange={(event) => set({ expires_on: event.currentTarget.value })} />
    </Line>
  );
}

export function RenewForm({ record, credential, onDone }: Of & { credential: string; onDone: () => void }) {
  const { t } = useTranslation('staff');
  const save = useRenew(record.user_id);
  const { form, set } = useForm({ number: '', expires_on: '' });
  return (
    <Line problem={save.error} busy={save.isPending} verb={t('record.renew')} disabled={!form.expires_on} onSubmit={() => save.mutate({ credential, ...form, issued_on: null }, { onSuccess: onDone })}>
      <TextInput label={t('record.new_number')} maxLength={120} value={form.number} onChange={(event) => set({ number: event.currentTarget.value })} />
      <TextInput type="date" label={t('record.expires')} value={form.expires_on} onChange={(event) => set({ expires_on: event.currentTarget.value })} />
      <Button variant="subtle" color="gray" onClick={onDone}>{t('common:cancel')}</Button>
    </Line>
  );
}

export function PrivilegeForm({ record, departments }: Of & Departments) {
  const { t } = useTranslation('staff');
  const save = useGrant(record.user_id);
  const { form, set, clear } = useForm({ code: '', name: '', department_id: '', starts_on: useToday(), ends_on: '' });
  const known = Object.entries(record.known_privileges).map(([value, label]) => ({ value, label }));
  return (
    <Line problem={save.error} busy={save.isPending} verb={t('record.grant')} disabled={!form.code && !form.name.trim()} onSubmit={() => save.mutate({ ...form, department_id: form.department_id || null, ends_on: form.ends_on || null }, { onSuccess: clear })}>
      <Select label={t('record.privilege')} data={[{ value: '', label: t('record.own_privilege') }, ...known]} allowDeselect={false} value={form.code} onChange={(code) => set({ code: code ?? '' })} />
      {form.code ? null : <TextInput label={t('field.name')} maxLength={120} value={form.name} onChange={(event) => set({ name: event.currentTarget.value })} />}
      <Select label={t('field.department')} clearable placeholder={t('record.everywhere')} data={departments.map((one) => ({ value: one.id, label: one.name }))} value={form.department_id || null} onChange={(id) => set({ department_id: id ?? '' })} />
      <TextInput type="date" label={t('record.from')} value={form.starts_on} onChange={(event) => set({ starts_on: event.currentTarget.value })} />
      <TextInput type="date" label={t('record.until')} value={form.ends_on} onChange={(event) => set({ ends_on: event.currentTarget.value })} />
    </Line>
  );
}

export function AllowanceForm({ record }: Of) {
  const { t } = useTranslation('staff');
  const save = useSetAllowance(record.user_id);
  const year = Number(useToday().slice(0, 4));
  const known = record.balances.find((one) => one.kind === 'annual')?.days;
  const { form, set } = useForm({ days: known ?? ('' as number | string) });
  return (
    <Line problem={save.error} busy={save.isPending} verb={t('common:save')} disabled={false} onSubmit={() => save.mutate({ kind: 'annual', year, days: form.days === '' ? null : Number(form.days) })}>
      <NumberInput label={t('record.allowance', { year })} description={t('record.allowance_hint')} min={0} max={366} value={form.days} onChange={(days) => set({ days })} />
    </Line>
  );
}
