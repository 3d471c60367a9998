/** Forms of the clinic: drawn with the same editor as the pathways' forms, published by version. */
import { Button, Checkbox, Modal, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Plus } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Slot } from '@/components/ui/Slot';
import { StatusBadge } from '@/components/ui/StatusBadge';
import { formsQuery, useClinic, type ClinicForm } from '../../api/clinic';
import css from '../Chart.module.css';

type Drawn = { schema: Record<string, unknown>; ui?: Record<string, unknown> | null };

export default function Forms() {
  const { t } = useTranslation('encounters');
  const rows = useQuery(formsQuery).data?.items ?? [];
  const { form, publish } = useClinic();
  const [drawing, setDrawing] = useState<ClinicForm | null>(null);
  const [naming, setNaming] = useState(false);
  const save = (row: ClinicForm, part: { drawn?: Drawn; by_patient?: boolean; active?: boolean }) => form.mutate({
    key: row.key, title: String(part.drawn?.schema.title ?? row.title), about: row.about, by_patient: part.by_patient ?? row.by_patient, active: part.active ?? row.active, version: row.version,
    drawn: (part.drawn?.schema ?? (row.draft.schema as Record<string, unknown>)), ui: (part.drawn?.ui ?? (row.draft.ui as Record<string, unknown>) ?? {}),
  });
  return (
    <>
      <Button leftSection={<Plus size={14} />} mb="md" onClick={() => setNaming(true)}>{t('chart.forms.new')}</Button>
      <ul className={css.rows}>
        {rows.map((row) => (
          <li key={row.id}>
            <span className={css.words}><strong>{row.title}</strong><span className={css.quiet}>{row.about}</span></span>
            <StatusBadge tone={row.number ? 'done' : 'neutral'} label={row.number ? t('chart.forms.version', { number: row.number }) : t('chart.forms.unpublished')} />
            <Checkbox label={t('chart.forms.by_patient')} checked={row.by_patient} disabled={form.isPending} onChange={(event) => save(row, { by_patient: event.currentTarget.checked })} />
            <Button size="compact-sm" variant="subtle" onClick={() => setDrawing(row)}>{t('chart.forms.draw')}</Button>
            <Button size="compact-sm" variant="default" loading={publish.isPending && publish.variables === row.id} onClick={() => publish.mutate(row.id)}>{t('chart.forms.publish')}</Button>
          </li>
        ))}
      </ul>
      {drawing ? <Slot name="form.builder" with={{ formKey: drawing.key, name: drawing.title, form: drawing.draft, onClose: () => setDrawing(null), onSave: (drawn: Drawn) => { save(drawing, { drawn }); setDrawing(null); } }} /> : null}
      {naming ? <NewForm onClose={() => setNaming(false)} /> : null}
    </>
  );
}

function NewForm({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation('encounters');
  const { form } = useClinic();
  const [draft, setDraft] = useState({ title: '', key: '' });
  const ready = draft.title.trim() && /^[a-z][a-z0-9_]+$/.test(draft.key);
  return (
    <Modal opened onClose={onClose} title={t('chart.forms.new')}>
      <form className={css.fields} onSubmit={(event) => { event.preventDefault(); if (ready) form.mutate({ ...draft, about: '', drawn: { type: 'object', title: draft.title, properties: {} }, ui: {}, by_patient: false, active: true, version: null }, { onSuccess: onClose }); }}>
        <TextInput label={t('chart.forms.name')} data-autofocus maxLength={120} value={draft.title} onChange={(event) => setDraft({ ...draft, title: event.currentTarget.value })} />
        <TextInput label={t('chart.clinic.key')} description={t('chart.clinic.key_hint')} maxLength={40} value={draft.key} onChange={(event) => setDraft({ ...draft, key: event.currentTarget.value })} />
        <div className={css.buttons}><Button type="submit" loading={form.isPending} disabled={!ready}>{t('common:save')}</Button></div>
      </form>
    </Modal>
  );
}
