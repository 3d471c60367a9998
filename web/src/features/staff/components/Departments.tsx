/** Departments: what they are, who leads them, when they are open. */
import { Button, Checkbox, Select, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { DataList, fromRows } from '@/components/ui/DataList';
import { FormProblem } from '@/components/ui/FormProblem';
import { Section } from '@/components/ui/Section';
import { StatusBadge } from '@/components/ui/StatusBadge';
import { staffQuery } from '../api/duty';
import { facilitiesQuery, placesQuery, useAddDepartment, useChangeDepartment, type Department } from '../api/places';
import { weekdayName } from './days';
import css from './Rota.module.css';

const KINDS = ['outpatient', 'ward', 'diagnostic', 'administration'] as const;

/** "Mon–Fri 08:00–18:00": days with the same hours in one word. */
function useHours() {
  const { t } = useTranslation('staff');
  return (row: Department) => {
    if (!row.hours.length) return t('places.no_hours');
    const by = new Map<string, number[]>();
    for (const one of row.hours) by.set(`${one.starts}–${one.ends}`, [...by.get(`${one.starts}–${one.ends}`) ?? [], one.weekday]);
    return [...by].map(([hours, days]) => `${days.length > 2 && days.every((day, n) => day === days[0]! + n) ? `${weekdayName(days[0]!)}–${weekdayName(days.at(-1)!)}` : days.map(weekdayName).join(', ')} ${hours === '00:00–00:00' ? t('places.all_day') : hours}`).join('; ');
  };
}

export function Departments() {
  const { t } = useTranslation('staff');
  const words = useHours();
  const { data } = useQuery(placesQuery);
  const people = useQuery(staffQuery()).data?.items ?? [];
  const change = useChangeDepartment();
  const [edited, setEdited] = useState<Department | null>(null);
  return (
    <Section title={t('places.departments')} hint={t('places.departments_hint')}>
      <DataList label={t('places.departments')} pages={fromRows(data?.items)} rowKey={(row) => row.id} empty={{ title: t('places.no_departments') }} onOpen={setEdited}
        columns={[
          { key: 'name', header: t('field.name'), cell: (row) => `${row.name} (${row.code})`, sort: (row) => row.name },
          { key: 'kind', header: t('places.kind'), cell: (row) => t(`kind.${row.kind}`) },
          { key: 'lead', header: t('places.head'), cell: (row) => people.find((one) => one.user_id === row.lead_id)?.name ?? '' },
          { key: 'hours', header: t('places.hours'), cell: words },
          { key: 'state', header: t('record.state'), cell: (row) => <StatusBadge tone={row.active ? 'done' : 'neutral'} label={t(row.active ? 'places.open' : 'places.closed')} /> },
        ]}
        actions={(row) => <Button size="compact-sm" variant="subtle" color="gray" onClick={() => change.mutate({ id: row.id, active: !row.active })}>{t(row.active ? 'places.close' : 'places.reopen')}</Button>} />
      {edited ? <Edit key={edited.id} department={edited} people={people} onDone={() => setEdited(null)} /> : <Add />}
    </Section>
  );
}

function Edit({ department, people, onDone }: { department: Department; people: { user_id: string; name: string }[]; onDone: () => void }) {
  const { t } = useTranslation('staff');
  const change = useChangeDepartment();
  const first = department.hours[0];
  const [form, setForm] = useState({ name: department.name, lead_id: department.lead_id ?? '', days: department.hours.map((one) => one.weekday), starts: first?.starts ?? '08:00', ends: first?.ends ?? '18:00' });
  const set = (next: Partial<typeof form>) => setForm((before) => ({ ...before, ...next }));
  const submit = () => change.mutate({ id: department.id, name: form.name, lead_id: form.lead_id || null, hours: form.days.map((weekday) => ({ weekday, starts: form.starts, ends: form.ends })) }, { onSuccess: onDone });
  return (
    <form className={css.inline} onSubmit={(event) => { event.preventDefault(); submit(); }}>
      <TextInput label={t('field.name')} maxLength={120} value={form.name} onChange={(event) => set({ name: event.currentTarget.value })} />
      <Select label={t('places.head')} searchable clearable data={people.map((one) => ({ value: one.user_id, label: one.name }))} value={form.lead_id || null} onChange={(id) => set({ lead_id: id ?? '' })} />
      <Checkbox.Group label={t('places.open_on')} value={form.days.map(String)} onChange={(days) => set({ days: days.map(Number).sort() })}>
        <div className={css.buttons}>{[0, 1, 2, 3, 4, 5, 6].map((day) => <Checkbox key={day} value={String(day)} label={weekdayName(day)} />)}</div>
      </Checkbox.Group>
      <TextInput type="time" label={t('template.starts')} value={form.starts} onChange={(event) => set({ starts: event.currentTarget.value })} />
      <TextInput type="time" label={t('template.ends')} value={form.ends} onChange={(event) => set({ ends: event.currentTarget.value })} />
      <Button type="submit" disabled={!form.name.trim()} loading={change.isPending}>{t('common:save')}</Button>
      <Button variant="default" onClick={onDone}>{t('common:cancel')}</Button>
      <FormProblem problem={change.error} />
    </form>
  );
}

function Add() {
  const { t } = useTranslation('staff');
  const facilities = useQuery(facilitiesQuery).data?.items ?? [];
  const add = useAddDepartment();
  const empty = { code: '', name: '', kind: 'outpatient' as (typeof KINDS)[number], facility_id: '' };
  const [form, setForm] = useState(empty);
  const set = (next: Partial<typeof form>) => setForm((before) => ({ ...before, ...next }));
  const facility = form.facility_id || facilities[0]?.id || '';
  return (
    <form className={css.inline} onSubmit={(event) => { event.preventDefault(); add.mutate({ ...form, facility_id: facility }, { onSuccess: () => setForm(empty) }); }}>
      <TextInput label={t('places.code')} w={90} maxLength={30} value={form.code} onChange={(event) => set({ code: event.currentTarget.value })} />
      <TextInput label={t('field.name')} maxLength={120} value={form.name} onChange={(event) => set({ name: event.currentTarget.value })} />
      <Select label={t('places.kind')} w={150} allowDeselect={false} data={KINDS.map((kind) => ({ value: kind, label: t(`kind.${kind}`) }))} value={form.kind} onChange={(kind) => set({ kind: kind as 'ward' })} />
      {facilities.length > 1 ? <Select label={t('hospital.title')} allowDeselect={false} data={facilities.map((one) => ({ value: one.id, label: one.name }))} value={facility} onChange={(id) => set({ facility_id: id ?? '' })} /> : null}
      <Button type="submit" variant="default" disabled={!form.code || !form.name.trim() || !facility} loading={add.isPending}>{t('places.add_department')}</Button>
      <FormProblem problem={add.error} />
    </form>
  );
}
