/** One ward as it is run: its name and department, its beds, more of them. */
import { Button, Menu, Modal, Select, TextInput } from '@mantine/core';
import { Pencil, Trash2 } from 'lucide-react';
import { useState, type FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { useConfirm } from '@/components/ui/confirm';
import { FormProblem } from '@/components/ui/FormProblem';
import { Section } from '@/components/ui/Section';
import { useAddBeds, useChangeWard, useCloseWard, useRemoveBed, useRenameBed, type PlannedBed, type PlannedWard } from '../api/plan';
import { bedLabels } from '../labels';
import css from './Beds.module.css';

export type Departments = { value: string; label: string }[];

export function WardPlan({ ward, departments }: { ward: PlannedWard; departments: Departments }) {
  const { t } = useTranslation('beds');
  const [editing, setEditing] = useState(false);
  return (
    <Section title={`${ward.name} (${ward.code})`} hint={ward.department ?? t('plan.no_department')}
      actions={<Button size="compact-sm" variant="default" leftSection={<Pencil size={14} aria-hidden />} onClick={() => setEditing(true)} aria-label={t('plan.edit_of', { ward: ward.name })}>{t('plan.edit')}</Button>}>
      <ul className={css.chips} aria-label={t('plan.beds_of', { ward: ward.name })}>{ward.beds.map((bed) => <li key={bed.id}><BedChip bed={bed} /></li>)}</ul>
      {ward.beds.length ? null : <p className={css.by}>{t('plan.no_beds')}</p>}
      <MoreBeds ward={ward} />
      {editing ? <EditWard ward={ward} departments={departments} onClose={() => setEditing(false)} /> : null}
    </Section>
  );
}

function BedChip({ bed }: { bed: PlannedBed }) {
  const { t } = useTranslation('beds');
  const remove = useRemoveBed();
  const [renaming, setRenaming] = useState(false);
  return (
    <>
      <Menu>
        <Menu.Target><Button variant="default" size="compact-sm" loading={remove.isPending} aria-label={t('plan.bed_menu', { bed: bed.label, state: t(`bed.${bed.status as 'free'}`) })}>{bed.label}</Button></Menu.Target>
        <Menu.Dropdown>
          <Menu.Label>{bed.used ? t('plan.used') : t(`bed.${bed.status as 'free'}`)}</Menu.Label>
          <Menu.Item leftSection={<Pencil size={14} aria-hidden />} onClick={() => setRenaming(true)}>{t('plan.rename')}</Menu.Item>
          <Menu.Item leftSection={<Trash2 size={14} aria-hidden />} disabled={bed.used} onClick={() => remove.mutate(bed.id)}>{t('plan.remove')}</Menu.Item>
        </Menu.Dropdown>
      </Menu>
      <FormProblem problem={remove.error} />
      {renaming ? <RenameBed bed={bed} onClose={() => setRenaming(false)} /> : null}
    </>
  );
}

function RenameBed({ bed, onClose }: { bed: PlannedBed; onClose: () => void }) {
  const { t } = useTranslation('beds');
  const rename = useRenameBed();
  const [label, setLabel] = useState(bed.label);
  const submit = (event: FormEvent) => { event.preventDefault(); rename.mutate({ id: bed.id, label: label.trim() }, { onSuccess: onClose }); };
  return (
    <Modal opened onClose={onClose} title={t('plan.rename_title', { bed: bed.label })}>
      <form className={css.ask} onSubmit={submit}>
        <TextInput label={t('plan.label')} maxLength={20} data-autofocus value={label} onChange={(event) => setLabel(event.currentTarget.value)} />
        <FormProblem problem={rename.error} />
        <Button type="submit" disabled={!label.trim()} loading={rename.isPending}>{t('plan.save')}</Button>
      </form>
    </Modal>
  );
}

function MoreBeds({ ward }: { ward: PlannedWard }) {
  const { t } = useTranslation('beds');
  const add = useAddBeds(ward.id);
  const [typed, setTyped] = useState('');
  const labels = bedLabels(typed);
  const submit = (event: FormEvent) => { event.preventDefault(); if (labels?.length) add.mutate(labels, { onSuccess: () => setTyped('') }); };
  return (
    <form className={css.more} onSubmit={submit}>
      <TextInput label={t('plan.more')} description={t('plan.more_hint')} maxLength={1000} value={typed} error={labels === null ? t('plan.too_many') : undefined} onChange={(event) => setTyped(event.currentTarget.value)} />
      <Button type="submit" variant="default" disabled={!labels?.length} loading={add.isPending}>{t('plan.add', { count: labels?.length ?? 0 })}</Button>
      <FormProblem problem={add.error} />
    </form>
  );
}

function EditWard({ ward, departments, onClose }: { ward: PlannedWard; departments: Departments; onClose: () => void }) {
  const { t } = useTranslation('beds');
  const confirm = useConfirm();
  const [change, close] = [useChangeWard(ward.id), useCloseWard(ward.id)];
  const [form, setForm] = useState({ code: ward.code, name: ward.name, department_id: ward.department_id });
  const set = (next: Partial<typeof form>) => setForm((before) => ({ ...before, ...next }));
  const submit = (event: FormEvent) => { event.preventDefault(); change.mutate({ ...form, name: form.name.trim() }, { onSuccess: onClose }); };
  const shut = async () => {
    if (await confirm({ title: t('plan.close_title', { ward: ward.name }), body: t('plan.close_body'), verb: t('plan.close'), destructive: true })) close.mutate(undefined, { onSuccess: onClose });
  };
  return (
    <Modal opened onClose={onClose} title={t('plan.edit_of', { ward: ward.name })}>
      <form className={css.ask} onSubmit={submit}>
        <TextInput label={t('plan.name')} maxLength={120} data-autofocus value={form.name} onChange={(event) => set({ name: event.currentTarget.value })} />
        <TextInput label={t('plan.code')} maxLength={30} value={form.code} onChange={(event) => set({ code: event.currentTarget.value })} />
        <Select label={t('plan.department')} description={t('plan.department_hint')} clearable data={departments} value={form.department_id} onChange={(department_id) => set({ department_id })} />
        <FormProblem problem={change.error ?? close.error} />
        <div className={css.acts}>
          <Button type="submit" disabled={!form.name.trim() || !form.code} loading={change.isPending}>{t('plan.save')}</Button>
          {ward.beds.length ? null : <Button variant="subtle" color="red" loading={close.isPending} onClick={() => void shut()}>{t('plan.close')}</Button>}
        </div>
      </form>
    </Modal>
  );
}
