/** Who did, read or was refused what. Newest first; every entry can be opened, and the whole chain worked out again. */
import { Button, Drawer, NativeSelect, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { ShieldCheck } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useSearchParams } from '@/app/page';
import { DataList, type Column } from '@/components/ui/DataList';
import { KeyValue } from '@/components/ui/KeyValue';
import { PageHeader } from '@/components/ui/PageHeader';
import { StatusBadge, type Tone } from '@/components/ui/StatusBadge';
import { TimeText } from '@/components/ui/TimeText';
import { chainQuery, facetsQuery, useTrail, type AuditRow, type Filter } from '../api/audit';
import css from './Health.module.css';

const tones: Record<string, Tone> = { success: 'neutral', denied: 'attention', failed: 'problem' };
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

export default function AuditPage() {
  const { t } = useTranslation('admin');
  const navigate = useNavigate();
  const filter = useSearchParams<Filter>();
  const pages = useTrail(filter);
  const { data: facets } = useQuery(facetsQuery);
  const [open, setOpen] = useState<AuditRow | null>(null);
  const show = (next: Filter) => void navigate({ to: '/admin/audit', search: { ...filter, ...next } as never, replace: true });
  const columns: Column<AuditRow>[] = [
    { key: 'at', header: t('audit.at'), cell: (row) => <TimeText at={row.at} /> },
    { key: 'who', header: t('audit.who'), cell: (row) => row.actor_name, phone: 'bare' },
    { key: 'action', header: t('audit.action'), cell: (row) => <code>{row.action}</code>, phone: 'bare' },
    { key: 'what', header: t('audit.what'), cell: (row) => <code>{row.entity}</code>, phone: 'bare' },
    { key: 'outcome', header: t('audit.outcome'), cell: (row) => <StatusBadge tone={tones[row.outcome] ?? 'neutral'} label={t(`audit.outcomes.${row.outcome}` as 'audit.outcomes.success', row.outcome)} />, phone: 'bare' },
    { key: 'ip', header: t('audit.from'), cell: (row) => row.ip, phone: false },
  ];
  return (
    <>
      <PageHeader title={t('audit.title')} lead={t('audit.lead')} actions={<Chain />} />
      <DataList label={t('audit.title')} pages={pages} columns={columns} rowKey={(row) => String(row.id)} onOpen={setOpen}
        filters={
          <>
            <NativeSelect aria-label={t('audit.action')} value={filter.action ?? ''} onChange={(event) => show({ action: event.currentTarget.value || undefined })} data={[{ value: '', label: t('audit.every_action') }, ...(facets?.actions ?? [])]} />
            <NativeSelect aria-label={t('audit.what')} value={filter.entity ?? ''} onChange={(event) => show({ entity: event.currentTarget.value || undefined })} data={[{ value: '', label: t('audit.every_thing') }, ...(facets?.entities ?? [])]} />
            <NativeSelect aria-label={t('audit.outcome')} value={filter.outcome ?? ''} onChange={(event) => show({ outcome: event.currentTarget.value || undefined })}
              data={[{ value: '', label: t('audit.every_outcome') }, ...(['success', 'denied', 'failed'] as const).map((value) => ({ value, label: t(`audit.outcomes.${value}`) }))]} />
            <ById label={t('audit.patient_id')} value={filter.patient} onChange={(patient) => show({ patient })} />
            <ById label={t('audit.person_id')} value={filter.actor} onChange={(actor) => show({ actor })} />
          </>
        }
        empty={{ title: t('audit.empty'), hint: t('audit.empty_hint') }} />
      <Drawer opened={!!open} onClose={() => setOpen(null)} size="lg" title={t('audit.entry')} closeButtonProps={{ 'aria-label': t('common:close') }}>
        {open ? <Entry row={open} onFilter={(next) => { setOpen(null); show(next); }} /> : null}
      </Drawer>
    </>
  );
}

function ById({ label, value, onChange }: { label: string; value: string | undefined; onChange: (value: string | undefined) => void }) {
  const [text, setText] = useState(value ?? '');
  const change = (next: string) => {
    const trimmed = next.trim().toLowerCase();
    setText(next);
    if (trimmed === '' || UUID.test(trimmed)) onChange(trimmed || undefined);
  };
  return <TextInput aria-label={label} placeholder={label} value={text} onChange={(event) => change(event.currentTarget.value)} />;
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
