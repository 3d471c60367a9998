/** Departments with their lead and hours, rooms, equipment, specialties: opened, corrected, closed. */
import { Button, NumberInput, Select, Tabs, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { DataList, fromRows } from '@/components/ui/DataList';
import { FormProblem } from '@/components/ui/FormProblem';
import { PageHeader } from '@/components/ui/PageHeader';
import { Section } from '@/components/ui/Section';
import { StatusBadge } from '@/components/ui/StatusBadge';
import { DateText } from '@/components/ui/TimeText';
import { specialtiesQuery } from '../api/people';
import { equipmentQuery, placesQuery, roomsQuery, useAddEquipment, useAddRoom, useChangeEquipment, useChangeRoom, useKeepSpecialty } from '../api/places';
import { Departments } from '../components/Departments';
import css from '../components/Rota.module.css';

const ROOMS = ['consultation', 'procedure', 'imaging', 'meeting', 'other'] as const;

export default function PlacesPage() {
  const { t } = useTranslation('staff');
  return (
    <>
      <PageHeader title={t('places.title')} lead={t('places.lead')} back={{ to: '/hospital', label: t('hospital.title') }} />
      <Tabs defaultValue="departments" keepMounted={false}>
        <Tabs.List>{(['departments', 'rooms', 'equipment', 'specialties'] as const).map((one) => <Tabs.Tab key={one} value={one}>{t(`places.${one}`)}</Tabs.Tab>)}</Tabs.List>
        <Tabs.Panel value="departments" pt="md"><Departments /></Tabs.Panel>
        <Tabs.Panel value="rooms" pt="md"><Rooms /></Tabs.Panel>
        <Tabs.Panel value="equipment" pt="md"><Devices /></Tabs.Panel>
        <Tabs.Panel value="specialties" pt="md"><Specialties /></Tabs.Panel>
      </Tabs>
    </>
  );
}

function useDepartments() {
  const rows = useQuery(placesQuery).data?.items ?? [];
  return { rows, name: (id: string | null) => rows.find((one) => one.id === id)?.name ?? '', options: rows.filter((one) => one.active).map((one) => ({ value: one.id, label: one.name })) };
}

function Rooms() {
  const { t } = useTranslation('staff');
  const departments = useDepartments();
  const { data } = useQuery(roomsQuery);
  const [add, change] = [useAddRoom(), useChangeRoom()];
  const empty = { code: '', name: '', kind: 'consultation' as (typeof ROOMS)[number], capacity: 1, department_id: '' };
  const [form, setForm] = useState(empty);
  const set = (next: Partial<typeof form>) => setForm((before) => ({ ...before, ...next }));
  const facility = departments.rows.find((one) => one.id === form.department_id)?.facility_id ?? departments.rows[0]?.facility_id ?? '';
  return (
    <Section hint={t('places.rooms_hint')} title={t('places.rooms')}>
      <DataList label={t('places.rooms')} pages={fromRows(data?.items)} rowKey={(row) => row.id} empty={{ title: t('places.no_rooms'), hint: t('places.no_rooms_hint') }}
        columns={[
          { key: 'name', header: t('field.name'), cell: (row) => `${row.name} (${row.code})`, sort: (row) => row.name },
          { key: 'kind', header: t('places.kind'), cell: (row) => t(`places.room_kinds.${row.kind}`) },
          { key: 'where', header: t('field.department'), cell: (row) => departments.name(row.department_id) },
          { key: 'capacity', header: t('places.capacity'), cell: (row) => row.capacity, end: true },
          { key: 'state', header: t('record.state'), cell: (row) => <StatusBadge tone={row.active ? 'done' : 'neutral'} label={t(row.active ? 'places.open' : 'places.closed')} /> },
        ]}
        actions={(row) => <Button size="compact-sm" variant="subtle" color="gray" loading={change.isPending} onClick={() => change.mutate({ id: row.id, active: !row.active })}>{t(row.active ? 'places.close' : 'places.reopen')}</Button>} />
      <form className={css.inline} onSubmit={(event) => { event.preventDefault(); add.mutate({ ...form, facility_id: facility, department_id: form.department_id || null }, { onSuccess: () => setForm(empty) }); }}>
        <TextInput label={t('places.code')} w={90} maxLength={30} value={form.code} onChange={(event) => set({ code: event.currentTarget.value })} />
        <TextInput label={t('field.name')} maxLength={120} value={form.name} onChange={(event) => set({ name: event.currentTarget.value })} />
        <Select label={t('places.kind')} w={150} allowDeselect={false} data={ROOMS.map((kind) => ({ value: kind, label: t(`places.room_kinds.${kind}`) }))} value={form.kind} onChange={(kind) => set({ kind: kind as 'other' })} />
        <Select label={t('field.department')} clearable data={departments.options} value={form.department_id || null} onChange={(id) => set({ department_id: id ?? '' })} />
        <NumberInput label={t('places.capacity')} w={100} min={1} max={500} value={form.capacity} onChange={(n) => set({ capacity: Number(n) || 1 })} />
        <Button type="submit" variant="default" disabled={!form.code || !form.name.trim() || !facility} loading={add.isPending}>{t('places.add_room')}</Button>
      </form>
      <FormProblem problem={add.error ?? change.error} />
    </Section>
  );
}

function Devices() {
  const { t } = useTranslation('staff');
  const departments = useDepartments();
  const { data } = useQuery(equipmentQuery);
  const rooms = useQuery(roomsQuery).data?.items ?? [];
  const [add, change] = [useAddEquipment(), useChangeEquipment()];
  const empty = { code: '', name: '', kind: '', serial: '', room_id: '', service_due_on: '' };
  const [form, setForm] = useState(empty);
  const set = (next: Partial<typeof form>) => setForm((before) => ({ ...before, ...next }));
  const room = rooms.find((one) => one.id === form.room_id);
  const facility = room?.facility_id ?? departments.rows[0]?.facility_id ?? '';
  const tones = { available: 'done', in_maintenance: 'attention', retired: 'neutral' } as const;
  return (
    <Section hint={t('places.equipment_hint')} title={t('places.equipment')}>
      <DataList label={t('places.equipment')} pages={fromRows(data?.items)} rowKey={(row) => row.id} empty={{ title: t('places.no_equipment') }}
        columns={[
          { key: 'name', header: t('field.name'), cell: (row) => `${row.name} (${row.code})`, sort: (row) => row.name },
          { key: 'kind', header: t('places.kind'), cell: (row) => row.kind },
          { key: 'room', header: t('places.room'), cell: (row) => rooms.find((one) => one.id === row.room_id)?.name ?? t('places.mobile') },
          { key: 'serial', header: t('places.serial'), cell: (row) => row.serial, phone: false },
          { key: 'due', header: t('places.service_due'), cell: (row) => (row.service_due_on ? <DateText date={row.service_due_on} /> : '') },
          { key: 'state', header: t('record.state'), cell: (row) => <StatusBadge tone={tones[row.status]} label={t(`places.states.${row.status}`)} /> },
        ]}
        actions={(row) => (row.status === 'retired' ? null : (
          <span className={css.buttons}>
            <Button size="compact-sm" variant="default" onClick={() => change.mutate({ id: row.id, status: row.status === 'available' ? 'in_maintenance' : 'available' })}>{t(row.status === 'available' ? 'places.maintain' : 'places.back')}</Button>
            <Button size="compact-sm" variant="subtle" color="gray" onClick={() => change.mutate({ id: row.id, status: 'retired' })}>{t('places.retire')}</Button>
          </span>
        ))} />
      <form className={css.inline} onSubmit={(event) => { event.preventDefault(); add.mutate({ ...form, facility_id: facility, department_id: null, room_id: form.room_id || null, service_due_on: form.service_due_on || null }, { onSuccess: () => setForm(empty) }); }}>
        <TextInput label={t('places.code')} w={90} maxLength={30} value={form.code} onChange={(event) => set({ code: event.currentTarget.value })} />
        <TextInput label={t('field.name')} maxLength={120} value={form.name} onChange={(event) => set({ name: event.currentTarget.value })} />
        <TextInput label={t('places.kind')} w={140} maxLength={120} value={form.kind} onChange={(event) => set({ kind: event.currentTarget.value })} />
        <TextInput label={t('places.serial')} w={140} maxLength={120} value={form.serial} onChange={(event) => set({ serial: event.currentTarget.value })} />
        <Select label={t('places.room')} clearable placeholder={t('places.mobile')} data={rooms.filter((one) => one.active).map((one) => ({ value: one.id, label: one.name }))} value={form.room_id || null} onChange={(id) => set({ room_id: id ?? '' })} />
        <TextInput type="date" label={t('places.service_due')} value={form.service_due_on} onChange={(event) => set({ service_due_on: event.currentTarget.value })} />
        <Button type="submit" variant="default" disabled={!form.code || !form.name.trim() || !form.kind.trim() || !facility} loading={add.isPending}>{t('places.add_equipment')}</Button>
      </form>
      <FormProblem problem={add.error ?? change.error} />
    </Section>
  );
}

function Specialties() {
  const { t } = useTranslation('staff');
  const { data } = useQuery(specialtiesQuery);
  const keep = useKeepSpecialty();
  const [form, setForm] = useState({ name: '', taxonomy: '' });
  const code = form.name.trim().toLowerCase().replace(/[^a-z0-9]+/g, '_').replace(/^[^a-z]+|_+$/g, '');
  return (
    <Section title={t('places.specialties')} hint={t('places.specialties_hint')}>
      <DataList label={t('places.specialties')} pages={fromRows(data?.items)} rowKey={(row) => row.code} empty={{ title: t('places.specialties') }}
        columns={[{ key: 'name', header: t('field.name'), cell: (row) => row.name }, { key: 'doctors', header: t('places.doctors'), cell: (row) => row.doctors, end: true }]}
        actions={(row) => (row.doctors ? null : <Button size="compact-sm" variant="subtle" color="gray" onClick={() => keep.mutate({ code: row.code, name: row.name, taxonomy: '', active: false })}>{t('places.take_off')}</Button>)} />
      <form className={css.inline} onSubmit={(event) => { event.preventDefault(); keep.mutate({ code, name: form.name, taxonomy: form.taxonomy, active: true }, { onSuccess: () => setForm({ name: '', taxonomy: '' }) }); }}>
        <TextInput label={t('field.name')} maxLength={120} value={form.name} onChange={(event) => { const name = event.currentTarget.value; setForm((before) => ({ ...before, name })); }} />
        <TextInput label={t('hospital.taxonomy')} maxLength={10} value={form.taxonomy} onChange={(event) => { const taxonomy = event.currentTarget.value; setForm((before) => ({ ...before, taxonomy })); }} />
        <Button type="submit" variant="default" disabled={code.length < 2} loading={keep.isPending}>{t('places.add_specialty')}</Button>
      </form>
      <FormProblem problem={keep.error} />
    </Section>
  );
}
