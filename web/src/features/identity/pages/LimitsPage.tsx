/** How long sessions last by role, and who needs a second factor. */
import { Button, Drawer, NumberInput, Switch } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState, type FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { DataList, fromRows, type Column } from '@/components/ui/DataList';
import { FormProblem } from '@/components/ui/FormProblem';
import { StatusBadge } from '@/components/ui/StatusBadge';
import { asProblem } from '@/lib/problem';
import { limitsQuery, useForgetLimits, useSetLimits, type Limits } from '../api/access';
import { AccessTabs } from '../components/AccessTabs';
import css from '../components/Forms.module.css';

export default function LimitsPage() {
  const { t } = useTranslation('identity');
  const { data, error, isPending, refetch } = useQuery(limitsQuery);
  const [open, setOpen] = useState<Limits | null>(null);
  const nameOf = (row: Limits) => t(`common:roles.${row.role}` as 'common:roles.patient', row.name);
  const columns: Column<Limits>[] = [
    { key: 'role', header: t('roles.name'), cell: (row) => <strong>{nameOf(row)}</strong> },
    { key: 'idle', header: t('limits.idle'), cell: (row) => t('limits.minutes', { count: row.idle_minutes }) },
    { key: 'absolute', header: t('limits.absolute'), cell: (row) => t('limits.hours', { count: row.absolute_hours }) },
    { key: 'second', header: t('limits.second'), cell: (row) => <StatusBadge tone={row.second_factor ? 'done' : 'neutral'} label={t(row.second_factor ? 'limits.needed' : 'limits.free')} /> },
    { key: 'set', header: t('limits.from'), cell: (row) => t(row.set ? 'limits.set' : 'limits.default'), phone: 'bare' },
  ];
  return (
    <>
      <AccessTabs part="limits" />
      <DataList label={t('limits.title')} pages={fromRows(data?.items, { loading: isPending, problem: error ? asProblem(error) : null, retry: () => void refetch() })}
        columns={columns} rowKey={(row) => row.role} onOpen={setOpen} empty={{ title: t('roles.none') }} />
      <Drawer opened={open !== null} onClose={() => setOpen(null)} position="right" size="md" title={open ? nameOf(open) : ''} closeButtonProps={{ 'aria-label': t('common:close') }}>
        {open ? <Editor key={open.role} row={open} onDone={() => setOpen(null)} /> : null}
      </Drawer>
    </>
  );
}

function Editor({ row, onDone }: { row: Limits; onDone: () => void }) {
  const { t } = useTranslation('identity');
  const save = useSetLimits();
  const forget = useForgetLimits();
  const [form, setForm] = useState({ role: row.role, idle_minutes: row.idle_minutes, absolute_hours: row.absolute_hours, second_factor: row.second_factor });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    save.mutate(form, { onSuccess: onDone });
  };
  return (
    <form onSubmit={submit} noValidate className={css.form}>
      <FormProblem problem={save.error} />
      <NumberInput label={t('limits.idle')} min={1} max={60} suffix={` ${t('limits.min')}`} value={form.idle_minutes} onChange={(value) => setForm({ ...form, idle_minutes: Number(value) })} />
      <NumberInput label={t('limits.absolute')} min={1} max={24} suffix={` ${t('limits.h')}`} value={form.absolute_hours} onChange={(value) => setForm({ ...form, absolute_hours: Number(value) })} />
      <Switch label={t('limits.second')} description={t('limits.second_hint')} checked={form.second_factor} onChange={(event) => setForm({ ...form, second_factor: event.currentTarget.checked })} />
      <div className={css.buttons}>
        <Button type="submit" loading={save.isPending}>{t('common:save')}</Button>
        {row.set ? <Button variant="default" loading={forget.isPending} onClick={() => forget.mutate(row.role, { onSuccess: onDone })}>{t('limits.forget')}</Button> : null}
      </div>
    </form>
  );
}
