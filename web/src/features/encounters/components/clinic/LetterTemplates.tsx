/** Templates of letters: words with places in braces; what the writer has to fill himself is asked. */
import { ActionIcon, Button, Checkbox, Modal, Select, Textarea, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Plus, X } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { FormProblem } from '@/components/ui/FormProblem';
import { StatusBadge } from '@/components/ui/StatusBadge';
import { allTemplatesQuery, useClinic } from '../../api/clinic';
import css from '../Chart.module.css';
import { LetterPreview } from '../LetterPreview';
import type { Sent } from '../../sent';

type Draft = Sent<'/api/letter-templates', 'put'>;
const KINDS = ['sick_note', 'fitness', 'attendance', 'referral', 'prescription', 'visit_summary', 'patient_summary', 'appeal', 'other'] as const;

export default function LetterTemplates() {
  const { t } = useTranslation('encounters');
  const { data } = useQuery(allTemplatesQuery);
  const [draft, setDraft] = useState<Draft | null>(null);
  return (
    <>
      <Button leftSection={<Plus size={14} />} mb="md" onClick={() => setDraft({ key: '', kind: 'other', title: '', body: '', asks: [], active: true, version: null })}>{t('chart.letters.new')}</Button>
      <ul className={css.rows}>
        {data?.items.map((row) => (
          <li key={row.id}>
            <span className={css.words}><strong>{row.title}</strong><span className={css.quiet}>{row.body.slice(0, 140)}</span></span>
            {row.active ? null : <StatusBadge tone="neutral" label={t('chart.clinic.off')} />}
            <Button size="compact-sm" variant="subtle" onClick={() => { const { id: _, ...rest } = row; setDraft({ ...rest, kind: row.kind as 'other' }); }}>{t('common:edit')}</Button>
          </li>
        ))}
      </ul>
      {draft ? <Edit start={draft} places={data?.places ?? []} placesOf={data?.places_of ?? {}} onClose={() => setDraft(null)} /> : null}
    </>
  );
}

function Edit({ start, places: usual, placesOf, onClose }: { start: Draft; places: string[]; placesOf: Record<string, string[]>; onClose: () => void }) {
  const { t } = useTranslation('encounters');
  const { letter, letterPreview: preview } = useClinic();
  const [draft, setDraft] = useState(start);
  const places = placesOf[draft.kind] ?? usual;
  const byHand = draft.kind in placesOf; // gone on with by hand: it asks nothing
  const asks = draft.asks ?? [];
  const ask = (at: number, part: Partial<(typeof asks)[number]>) => setDraft({ ...draft, asks: asks.map((one, n) => (n === at ? { ...one, ...part } : one)) });
  const ready = /^[a-z][a-z0-9_]*$/.test(draft.key) && draft.title.trim() && draft.body.trim();
  return (
    <Modal opened onClose={onClose} title={draft.title || t('chart.letters.new')} size="xl">
      <form className={css.fields} onSubmit={(event) => { event.preventDefault(); if (ready) letter.mutate(draft, { onSuccess: onClose }); }}>
        <div className={css.meeting}>
          <TextInput label={t('chart.letters.name')} data-autofocus maxLength={120} value={draft.title} onChange={(event) => setDraft({ ...draft, title: event.currentTarget.value })} />
          <TextInput label={t('chart.clinic.key')} description={t('chart.clinic.key_hint')} disabled={draft.version != null} maxLength={40} value={draft.key} onChange={(event) => setDraft({ ...draft, key: event.currentTarget.value })} />
          <Select label={t('chart.letters.kind')} allowDeselect={false} data={KINDS.map((value) => ({ value, label: t(`chart.letters.kinds.${value}`) }))} value={draft.kind} onChange={(value) => value && setDraft({ ...draft, kind: value as 'other' })} />
        </div>
        <Textarea label={t('chart.letters.body')} description={t('chart.letters.body_hint')} autosize minRows={8} maxRows={20} maxLength={20_000} value={draft.body} onChange={(event) => setDraft({ ...draft, body: event.currentTarget.value })} />
        <div className={css.buttons}>{[...places, ...asks.map((one) => one.name)].filter(Boolean).map((place) => <Button key={place} size="compact-xs" variant="default" onClick={() => setDraft({ ...draft, body: `${draft.body}{${place}}` })}>{`{${place}}`}</Button>)}</div>
        {asks.map((one, at) => (
          <div key={at} className={css.meeting}>
            <TextInput label={t('chart.letters.ask_label')} maxLength={120} value={one.label} onChange={(event) => ask(at, { label: event.currentTarget.value })} />
            <TextInput label={t('chart.clinic.key')} maxLength={40} value={one.name} onChange={(event) => ask(at, { name: event.currentTarget.value })} />
            <Select label={t('chart.letters.ask_kind')} allowDeselect={false} data={(['text', 'prose', 'date', 'number'] as const).map((value) => ({ value, label: t(`chart.letters.ask_kinds.${value}`) }))} value={one.kind ?? 'text'} onChange={(value) => value && ask(at, { kind: value as 'text' })} />
            <Checkbox label={t('chart.letters.required')} checked={one.required ?? true} onChange={(event) => ask(at, { required: event.currentTarget.checked })} />
            <ActionIcon size={28} aria-label={t('chart.letters.ask_drop', { name: one.label })} onClick={() => setDraft({ ...draft, asks: asks.filter((_, n) => n !== at) })}><X size={16} /></ActionIcon>
          </div>
        ))}
        <Checkbox label={t('chart.clinic.in_use')} checked={draft.active ?? true} onChange={(event) => setDraft({ ...draft, active: event.currentTarget.checked })} />
        {preview.data ? <LetterPreview letter={preview.data} /> : null}
        <FormProblem problem={letter.error ?? preview.error} />
        <div className={css.buttons}>
          {byHand ? null : <Button variant="default" leftSection={<Plus size={14} />} onClick={() => setDraft({ ...draft, asks: [...asks, { name: '', label: '', kind: 'text', required: true }] })}>{t('chart.letters.ask_add')}</Button>}
          <Button variant="default" loading={preview.isPending} disabled={!ready} onClick={() => preview.mutate(draft)}>{t('chart.letters.look')}</Button>
          <Button type="submit" loading={letter.isPending} disabled={!ready}>{t('common:save')}</Button>
        </div>
      </form>
    </Modal>
  );
}
