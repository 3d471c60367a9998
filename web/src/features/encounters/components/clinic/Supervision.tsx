/** Who learns under whom: what they sign goes to the supervisor, and whether their prescriptions wait for that. */
import { Button, Select, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useConfirm } from '@/components/ui/confirm';
import { EmptyState } from '@/components/ui/EmptyState';
import { FormProblem } from '@/components/ui/FormProblem';
import { Section } from '@/components/ui/Section';
import { useToday } from '@/lib/time';
import { cliniciansQuery, supervisionsQuery, useSupervision, type Supervision as Row } from '../../api/meetings';
import { useFormats } from '../../formats';
import css from '../Chart.module.css';

const MAY = ['alone', 'countersigned', 'none'] as const;

export default function Supervision() {
  const { t } = useTranslation('encounters');
  const { data } = useQuery(supervisionsQuery);
  const [open, setOpen] = useState<Row | 'new' | null>(null);
  const rows = data?.items ?? [];
  return (
    <Section title={t('chart.clinic.tabs.supervision')} hint={t('chart.supervision.hint')} actions={open ? undefined : <Button size="compact-sm" variant="default" onClick={() => setOpen('new')}>{t('chart.supervision.add')}</Button>}>
      {open ? <Edit key={open === 'new' ? 'new' : open.practitioner_id} row={open === 'new' ? null : open} onClose={() => setOpen(null)} /> : null}
      {rows.length ? <ul className={css.rows}>{rows.map((row) => <Line key={row.practitioner_id} row={row} onEdit={() => setOpen(row)} />)}</ul> : data && !open ? <EmptyState title={t('chart.supervision.empty')} hint={t('chart.supervision.empty_hint')} /> : null}
    </Section>
  );
}

function Line({ row, onEdit }: { row: Row; onEdit: () => void }) {
  const { t } = useTranslation('encounters');
  const { date } = useFormats();
  const confirm = useConfirm();
  const save = useSupervision();
  async function end() {
    const answer = await confirm({ title: t('chart.supervision.end_title', { name: row.practitioner_name }), body: t('chart.supervision.end_body'), verb: t('chart.supervision.end'), destructive: true });
    if (answer) save.mutate({ id: row.practitioner_id, body: { supervisor_id: null, until: null, prescribing: 'alone' } });
  }
  return (
    <li>
      <span className={css.words}>
        <strong>{row.practitioner_name}</strong>
        <span className={css.quiet}>{t('chart.supervision.by')}: {row.supervisor_name} · {t(`chart.supervision.may.${row.prescribing}` as 'chart.supervision.may.alone')} · {row.until ? `${t('chart.supervision.until')} ${date(row.until)}` : t('chart.supervision.open_end')}{row.waiting ? ` · ${t('chart.supervision.waiting')}: ${row.waiting}` : ''}</span>
      </span>
      <Button size="compact-sm" variant="subtle" onClick={onEdit}>{t('chart.record.edit')}</Button>
      <Button size="compact-sm" variant="subtle" color="gray" loading={save.isPending} onClick={() => void end()}>{t('chart.supervision.end')}</Button>
    </li>
  );
}

function Edit({ row, onClose }: { row: Row | null; onClose: () => void }) {
  const { t } = useTranslation('encounters');
  const people = useQuery(cliniciansQuery).data?.items ?? [];
  const save = useSupervision();
  const today = useToday();
  const [draft, setDraft] = useState({ who: row?.practitioner_id ?? '', by: row?.supervisor_id ?? '', prescribing: row?.prescribing ?? 'countersigned', until: row?.until ?? '' });
  const ready = draft.who && draft.by && draft.who !== draft.by;
  return (
    <form className={css.fields} onSubmit={(event) => { event.preventDefault(); if (ready) save.mutate({ id: draft.who, body: { supervisor_id: draft.by, until: draft.until || null, prescribing: draft.prescribing as 'alone' } }, { onSuccess: onClose }); }}>
      <div className={css.meeting}>
        <Select label={t('chart.supervision.who')} searchable disabled={row !== null} data={people.map((one) => ({ value: one.id, label: one.name }))} value={draft.who || null} onChange={(value) => setDraft({ ...draft, who: value ?? '' })} />
        <Select label={t('chart.supervision.by')} searchable data={people.filter((one) => one.role === 'doctor' && one.id !== draft.who).map((one) => ({ value: one.id, label: one.name }))} value={draft.by || null} onChange={(value) => setDraft({ ...draft, by: value ?? '' })} />
        <Select label={t('chart.supervision.prescribing')} allowDeselect={false} data={MAY.map((value) => ({ value, label: t(`chart.supervision.may.${value}`) }))} value={draft.prescribing} onChange={(value) => value && setDraft({ ...draft, prescribing: value })} />
        <TextInput type="date" label={t('chart.supervision.until')} min={today} value={draft.until} onChange={(event) => setDraft({ ...draft, until: event.currentTarget.value })} />
      </div>
      {save.error ? <FormProblem problem={save.error} /> : null}
      <div className={css.buttons}><Button type="submit" loading={save.isPending} disabled={!ready}>{t('chart.supervision.save')}</Button><Button variant="subtle" color="gray" onClick={onClose}>{t('common:cancel')}</Button></div>
    </form>
  );
}
