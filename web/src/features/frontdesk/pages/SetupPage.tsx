/** Queues, the places that call, and the screens in the halls. */
import { Button, MultiSelect, NumberInput, Select, Switch, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { PageWaiting } from '@/app/fallbacks';
import { useConfirm } from '@/components/ui/confirm';
import { DataList, fromRows } from '@/components/ui/DataList';
import { ErrorState } from '@/components/ui/ErrorState';
import { FormProblem } from '@/components/ui/FormProblem';
import { PageHeader } from '@/components/ui/PageHeader';
import { Section } from '@/components/ui/Section';
import { TimeText } from '@/components/ui/TimeText';
import { get } from '@/lib/api';
import { useMay } from '@/lib/auth';
import { queueQuery, useAddPoint, useSaveCategory, useSavePoint, type Queue } from '../api/desk';
import { screensQuery, useAddScreen, useRevokeScreen, type Kind } from '../api/screens';
import css from '../components/Desk.module.css';

export default function SetupPage() {
  const { t } = useTranslation('frontdesk');
  const works = useMay()('queue.work');
  const { data, error, refetch } = useQuery({ ...queueQuery, enabled: works });
  return (
    <>
      <PageHeader title={t('setup.title')} lead={t('setup.lead')} {...(works ? { back: { to: '/queue', label: t('queue.title') } } : {})} />
      {error && !data ? <ErrorState problem={error} onRetry={() => void refetch()} /> : works && !data ? <PageWaiting /> : data ? <><Categories queue={data} /><Points queue={data} /></> : null}
      <Screens />
    </>
  );
}

function Categories({ queue }: { queue: Queue }) {
  const { t } = useTranslation('frontdesk');
  const save = useSaveCategory();
  const [form, setForm] = useState({ code: '', name: '', priority: 2 });
  return (
    <Section title={t('setup.queues')} hint={t('setup.queues_hint')}>
      <DataList
        label={t('setup.queues')} pages={fromRows(queue.categories)} rowKey={(row) => row.id} empty={{ title: t('setup.no_queues') }}
        columns={[{ key: 'code', header: t('setup.letter'), cell: (row) => <strong>{row.code}</strong> }, { key: 'name', header: t('setup.name'), cell: (row) => row.name }, { key: 'priority', header: t('setup.priority'), cell: (row) => row.priority }]}
        actions={(row) => <Switch checked={row.active} label={t('setup.open')} onChange={(event) => save.mutate({ code: row.code, name: row.name, priority: row.priority, active: event.currentTarget.checked })} />}
      />
      <form className={css.form} onSubmit={(event) => { event.preventDefault(); save.mutate({ ...form, active: true }, { onSuccess: () => setForm({ code: '', name: '', priority: 2 }) }); }}>
        <TextInput label={t('setup.letter')} maxLength={1} w={80} value={form.code} onChange={(event) => { const code = event.currentTarget.value.toUpperCase().replace(/[^A-Z]/g, ''); setForm((before) => ({ ...before, code })); }} />
        <TextInput label={t('setup.name')} maxLength={80} value={form.name} onChange={(event) => { const name = event.currentTarget.value; setForm((before) => ({ ...before, name })); }} />
        <NumberInput label={t('setup.priority')} min={1} max={9} w={100} value={form.priority} onChange={(value) => setForm((before) => ({ ...before, priority: Number(value) || 2 }))} />
        <Button type="submit" variant="default" disabled={!form.code || !form.name.trim()} loading={save.isPending}>{t('setup.add')}</Button>
      </form>
      <FormProblem problem={save.error} />
    </Section>
  );
}

function Points({ queue }: { queue: Queue }) {
  const { t } = useTranslation('frontdesk');
  const [add, save] = [useAddPoint(), useSavePoint()];
  const people = useQuery({ queryKey: ['practitioners', 'all'], queryFn: ({ signal }) => get('/api/practitioners', { query: { limit: 100 }, signal }) }).data?.items ?? [];
  const [form, setForm] = useState<{ name: string; categories: string[]; practitioner_id: string | null }>({ name: '', categories: [], practitioner_id: null });
  return (
    <Section title={t('setup.places')} hint={t('setup.places_hint')}>
      <DataList
        label={t('setup.places')} pages={fromRows(queue.points)} rowKey={(row) => row.id} empty={{ title: t('setup.no_places') }}
        columns={[
          { key: 'name', header: t('setup.name'), cell: (row) => row.name }, { key: 'queues', header: t('setup.queues'), cell: (row) => row.categories.join(', ') },
          { key: 'who', header: t('setup.clinician'), cell: (row) => people.find((one) => one.id === row.practitioner_id)?.name ?? '' },
        ]}
        actions={(row) => <Switch checked={row.active} label={t('setup.open')} onChange={(event) => save.mutate({ ...row, active: event.currentTarget.checked })} />}
      />
      <form className={css.form} onSubmit={(event) => { event.preventDefault(); add.mutate({ ...form, active: true }, { onSuccess: () => setForm({ name: '', categories: [], practitioner_id: null }) }); }}>
        <TextInput label={t('setup.name')} maxLength={80} value={form.name} onChange={(event) => { const name = event.currentTarget.value; setForm((before) => ({ ...before, name })); }} />
        <MultiSelect label={t('setup.queues')} data={queue.categories.map((one) => ({ value: one.code, label: `${one.code} ${one.name}` }))} value={form.categories} onChange={(categories) => setForm((before) => ({ ...before, categories }))} miw={200} />
        <Select label={t('setup.clinician')} placeholder={t('setup.anybody')} clearable searchable data={people.map((one) => ({ value: one.id, label: one.name }))} value={form.practitioner_id} onChange={(id) => setForm((before) => ({ ...before, practitioner_id: id }))} />
        <Button type="submit" variant="default" disabled={!form.name.trim() || !form.categories.length} loading={add.isPending}>{t('setup.add')}</Button>
      </form>
      <FormProblem problem={add.error} />
    </Section>
  );
}

function Screens() {
  const { t } = useTranslation('frontdesk');
  const confirm = useConfirm();
  const { data, error } = useQuery(screensQuery);
  const [add, revoke] = [useAddScreen(), useRevokeScreen()];
  const [form, setForm] = useState<{ kind: Kind; name: string }>({ kind: 'display', name: '' });
  return (
    <Section title={t('setup.screens')} hint={t('setup.screens_hint')}>
      <DataList
        label={t('setup.screens')} pages={fromRows(data?.items.filter((row) => !row.revoked_at), { problem: error ? null : null })} rowKey={(row) => row.id} empty={{ title: t('setup.no_screens') }}
        columns={[{ key: 'name', header: t('setup.name'), cell: (row) => row.name }, { key: 'kind', header: t('setup.kind'), cell: (row) => t(`setup.${row.kind}`) }, { key: 'seen', header: t('setup.seen'), cell: (row) => (row.seen_at ? <TimeText at={row.seen_at} /> : t('setup.never')) }]}
        actions={(row) => <Button size="compact-sm" variant="subtle" color="gray" onClick={() => void confirm({ title: t('setup.revoke_title', { name: row.name }), body: t('setup.revoke_body'), verb: t('setup.revoke'), destructive: true }).then((answer) => answer && revoke.mutate(row.id))}>{t('setup.revoke')}</Button>}
      />
      <form className={css.form} onSubmit={(event) => { event.preventDefault(); add.mutate(form, { onSuccess: () => setForm({ ...form, name: '' }) }); }}>
        <Select label={t('setup.kind')} allowDeselect={false} data={[{ value: 'display', label: t('setup.display') }, { value: 'kiosk', label: t('setup.kiosk') }]} value={form.kind} onChange={(kind) => kind && setForm((before) => ({ ...before, kind: kind as Kind }))} />
        <TextInput label={t('setup.name')} maxLength={80} value={form.name} onChange={(event) => { const name = event.currentTarget.value; setForm((before) => ({ ...before, name })); }} />
        <Button type="submit" variant="default" disabled={!form.name.trim()} loading={add.isPending}>{t('setup.add')}</Button>
      </form>
      <FormProblem problem={add.error} />
      {add.data ? <div className={css.secret} role="status"><strong>{t('setup.address')}</strong><code>{add.data.url}</code></div> : null}
    </Section>
  );
}
