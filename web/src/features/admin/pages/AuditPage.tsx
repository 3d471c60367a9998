/** Who did, read or was refused what. Newest first; every entry can be opened, and the whole chain worked out again. */
import { Button, Drawer, NativeSelect, Select, TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { Download, ShieldCheck } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useSearchParams } from '@/app/page';
import { DataList, type Column } from '@/components/ui/DataList';
import { KeyValue } from '@/components/ui/KeyValue';
import { PageHeader } from '@/components/ui/PageHeader';
import { StatusBadge, type Tone } from '@/components/ui/StatusBadge';
import { TimeText } from '@/components/ui/TimeText';
import { useFacility, useMay } from '@/lib/auth';
import { chainQuery, doersQuery, facetsQuery, patientsQuery, trailFile, useTrail, type AuditRow, type Filter } from '../api/audit';
import css from './Health.module.css';

const tones: Record<string, Tone> = { success: 'neutral', denied: 'attention', failed: 'problem' };
/** A code of the trail as words: `sign_in` is "Sign in". */
const words = (code: string) => code.charAt(0).toUpperCase() + code.slice(1).replaceAll('_', ' ');
const options = (codes: string[] = []) => codes.map((value) => ({ value, label: words(value) }));

export default function AuditPage() {
  const { t } = useTranslation('admin');
  const navigate = useNavigate();
  const may = useMay();
  const filter = useSearchParams<Filter>();
  const { zone } = useFacility();
  const pages = useTrail(filter);
  const { data: facets } = useQuery(facetsQuery);
  const [open, setOpen] = useState<AuditRow | null>(null);
  const show = (next: Filter) => void navigate({ to: '/admin/audit', search: { ...filter, ...next } as never, replace: true });
  const columns: Column<AuditRow>[] = [
    { key: 'at', header: t('audit.at'), cell: (row) => <TimeText at={row.at} /> },
    { key: 'who', header: t('audit.who'), cell: (row) => row.actor_name, phone: 'bare' },
    { key: 'action', header: t('audit.action'), cell: (row) => words(row.action), phone: 'bare' },
    { key: 'what', header: t('audit.what'), cell: (row) => words(row.entity), phone: 'bare' },
    { key: 'outcome', header: t('audit.outcome'), cell: (row) => <StatusBadge tone={tones[row.outcome] ?? 'neutral'} label={t(`audit.outcomes.${row.outcome}` as 'audit.outcomes.success', row.outcome)} />, phone: 'bare' },
    { key: 'ip', header: t('audit.from'), cell: (row) => row.ip, phone: false },
  ];
  return (
    <>
      <PageHeader title={t('audit.title')} lead={t('audit.lead')} actions={<>
        <Button variant="default" component="a" href={trailFile(filter, zone)} download leftSection={<Download size={16} aria-hidden />}>{t('audit.file')}</Button>
        <Chain />
      </>} />
      <DataList label={t('audit.title')} pages={pages} columns={columns} rowKey={(row) => String(row.id)} onOpen={setOpen}
        filters={
          <>
            <NativeSelect aria-label={t('audit.action')} value={filter.action ?? ''} onChange={(event) => show({ action: event.currentTarget.value || undefined })} data={[{ value: '', label: t('audit.every_action') }, ...options(facets?.actions)]} />
            <NativeSelect aria-label={t('audit.what')} value={filter.entity ?? ''} onChange={(event) => show({ entity: event.currentTarget.value || undefined })} data={[{ value: '', label: t('audit.every_thing') }, ...options(facets?.entities)]} />
            <NativeSelect aria-label={t('audit.outcome')} value={filter.outcome ?? ''} onChange={(event) => show({ outcome: event.currentTarget.value || undefined })}
              data={[{ value: '', label: t('audit.every_outcome') }, ...(['success', 'denied', 'failed'] as const).map((value) => ({ value, label: t(`audit.outcomes.${value}`) }))]} />
            {may('patient.read') || filter.patient ? <ByPatient value={filter.patient} onChange={(patient) => show({ patient })} /> : null}
            <ByPerson value={filter.actor} known={pages.rows.find((row) => row.actor_id === filter.actor)?.actor_name} onChange={(actor) => show({ actor })} />
            <Day label={t('audit.from_day')} value={filter.from} max={filter.to} onChange={(from) => show({ from })} />
            <Day label={t('audit.to_day')} value={filter.to} min={filter.from} onChange={(to) => show({ to })} />
          </>
        }
        empty={{ title: t('audit.empty'), hint: t('audit.empty_hint') }} />
      <Drawer opened={!!open} onClose={() => setOpen(null)} size="lg" title={t('audit.entry')} closeButtonProps={{ 'aria-label': t('common:close') }}>
        {open ? <Entry row={open} onFilter={(next) => { setOpen(null); show(next); }} /> : null}
      </Drawer>
    </>
  );
}

function Day({ label, value, onChange, ...bounds }: { label: string; value: string | undefined; min?: string | undefined; max?: string | undefined; onChange: (day: string | undefined) => void }) {
  return (
    <TextInput type="date" aria-label={label} leftSection={<span className={css.from}>{label}</span>} leftSectionWidth={56} value={value ?? ''} {...bounds}
      onChange={(event) => onChange(event.currentTarget.value || undefined)} />
  );
}

/** Finds a patient or a person by name. A choice that came with the address is shown as what it is. */
function ByName({ label, value, known, found, onSearch, onChange }: { label: string; value: string | undefined; known: string; found: { value: string; label: string }[]; onSearch: (text: string) => void; onChange: (id: string | undefined) => void }) {
  const [chosen, setChosen] = useState<{ value: string; label: string } | null>(null);
  const shown = !value ? null : chosen?.value === value ? chosen : { value, label: known };
  const data = shown && found.every((one) => one.value !== shown.value) ? [shown, ...found] : found;
  return (
    <Select aria-label={label} placeholder={label} searchable clearable data={data} value={value ?? null} onSearchChange={onSearch} filter={({ options }) => options}
      onChange={(id, option) => { setChosen(id ? { value: option.value, label: option.label ?? id } : null); onChange(id ?? undefined); }} />
  );
}

function ByPatient({ value, onChange }: { value: string | undefined; onChange: (id: string | undefined) => void }) {
  const { t } = useTranslation('admin');
  const [text, setText] = useState('');
  const [search] = useDebouncedValue(text.trim(), 200);
  const { data } = useQuery(patientsQuery(search));
  const found = (data?.items ?? []).map((one) => ({ value: one.id, label: `${one.given} ${one.family} · ${one.number}` }));
  return <ByName label={t('audit.patient')} value={value} known={t('audit.this_patient')} found={found} onSearch={setText} onChange={onChange} />;
}

function ByPerson({ value, known, onChange }: { value: string | undefined; known: string | undefined; onChange: (id: string | undefined) => void }) {
  const { t } = useTranslation('admin');
  const [text, setText] = useState('');
  const [search] = useDebouncedValue(text.trim(), 200);
  const { data } = useQuery(doersQuery(search));
  const found = (data?.items ?? []).map((one) => ({ value: one.id, label: one.name }));
  return <ByName label={t('audit.person')} value={value} known={known ?? t('audit.this_person')} found={found} onSearch={setText} onChange={onChange} />;
}

function Entry({ row, onFilter }: { row: AuditRow; onFilter: (next: Filter) => void }) {
  const { t } = useTranslation('admin');
  const patient = row.patient_id;
  const actor = row.actor_id;
  return (
    <div className={css.detail}>
      <KeyValue items={[
        { label: t('audit.at'), value: <TimeText at={row.at} /> },
        { label: t('audit.who'), value: `${row.actor_name}${row.actor_roles ? ` (${row.actor_roles})` : ''}` },
        { label: t('audit.action'), value: <code>{row.action}</code> },
        { label: t('audit.what'), value: <code>{row.entity} {row.entity_id}</code> },
        patient ? { label: t('audit.patient'), value: <Button variant="subtle" size="compact-sm" onClick={() => onFilter({ patient })}>{patient}</Button> } : null,
        actor ? { label: t('audit.person'), value: <Button variant="subtle" size="compact-sm" onClick={() => onFilter({ actor })}>{actor}</Button> } : null,
        row.reason ? { label: t('audit.reason'), value: row.reason } : null,
        { label: t('audit.from'), value: row.ip || null },
        { label: t('audit.request'), value: row.request_id || null },
      ]} />
      {(['before', 'after'] as const).map((name) => (row[name] ? <div key={name}><h3>{t(`audit.${name}`)}</h3><pre>{JSON.stringify(row[name], null, 2)}</pre></div> : null))}
    </div>
  );
}

function Chain() {
  const { t } = useTranslation('admin');
  const { data, isFetching, refetch } = useQuery(chainQuery);
  return (
    <div className={css.chain}>
      {data ? <StatusBadge tone={data.whole ? 'done' : 'problem'} label={data.whole ? t('audit.whole', { rows: data.rows }) : t('audit.broken', { problem: data.problem })} /> : null}
      <Button variant="default" leftSection={<ShieldCheck size={16} aria-hidden />} loading={isFetching} onClick={() => void refetch()}>{t('audit.verify')}</Button>
    </div>
  );
}
