/** Order sets: one line per order, made by choosing; medicines with the same form fields as at the bedside. */
import { ActionIcon, Button, Checkbox, Menu, Modal, MultiSelect, NumberInput, Select, Textarea, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Plus, X } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { FormProblem } from '@/components/ui/FormProblem';
import { useConfirm } from '@/components/ui/confirm';
import { useClinic } from '../../api/clinic';
import { allAnalytesQuery } from '../../api/results';
import { orderSetsQuery, type Item, type OrderSet } from '../../api/writing';
import { blank, FREQUENCIES, UNITS } from '../../prescribing';
import css from '../Chart.module.css';
import { useSays } from '../OrderSetReview';

type Draft = { id: string | null; name: string; about: string; items: Item[]; version: number | null };
const KINDS = ['diagnosis', 'prescription', 'laboratory', 'referral', 'words'] as const;
const fresh: Record<(typeof KINDS)[number], Item> = {
  diagnosis: { kind: 'diagnosis', code: '', display: '' } as Item,
  prescription: { kind: 'prescription', prescription: { ...blank, quantity_value: null, quantity_unit: '' } } as unknown as Item,
  referral: { kind: 'referral', specialty: 'cardiology', question: '', urgent: false } as Item,
  laboratory: { kind: 'laboratory', title: '', tests: [], specimen: 'Blood', priority: 'routine' } as Item,
  words: { kind: 'words', section: 'plan', text: '' } as Item,
};

export default function OrderSets() {
  const { t } = useTranslation('encounters');
  const says = useSays();
  const confirm = useConfirm();
  const rows = useQuery(orderSetsQuery).data?.items ?? [];
  const { dropSet } = useClinic();
  const [draft, setDraft] = useState<Draft | null>(null);
  async function drop(row: OrderSet) {
    if (await confirm({ title: t('chart.clinic.drop_title', { name: row.name }), body: t('chart.clinic.drop_body'), verb: t('chart.clinic.drop'), destructive: true })) dropSet.mutate(row.id);
  }
  return (
    <>
      <Button leftSection={<Plus size={14} />} mb="md" onClick={() => setDraft({ id: null, name: '', about: '', items: [], version: null })}>{t('chart.sets.new')}</Button>
      <ul className={css.rows}>
        {rows.map((row) => (
          <li key={row.id}>
            <span className={css.words}><strong>{row.name}</strong><span className={css.quiet}>{row.items.map(says).join(' · ')}</span></span>
            <Button size="compact-sm" variant="subtle" onClick={() => setDraft({ ...row })}>{t('common:edit')}</Button>
            <ActionIcon size={28} aria-label={t('chart.clinic.drop_label', { name: row.name })} onClick={() => void drop(row)}><X size={16} /></ActionIcon>
          </li>
        ))}
      </ul>
      {draft ? <Edit start={draft} onClose={() => setDraft(null)} /> : null}
    </>
  );
}

function Edit({ start, onClose }: { start: Draft; onClose: () => void }) {
  const { t } = useTranslation('encounters');
  const { set: save } = useClinic();
  const [draft, setDraft] = useState(start);
  const change = (at: number, item: Item) => setDraft({ ...draft, items: draft.items.map((one, n) => (n === at ? item : one)) });
  const ready = draft.name.trim() && draft.items.length > 0;
  return (
    <Modal opened onClose={onClose} title={draft.id ? t('chart.sets.change') : t('chart.sets.new')} size="xl">
      <form className={css.fields} onSubmit={(event) => { event.preventDefault(); if (ready) save.mutate({ id: draft.id, body: { name: draft.name.trim(), about: draft.about, items: draft.items, version: draft.version } }, { onSuccess: onClose }); }}>
        <TextInput label={t('chart.sets.name')} data-autofocus maxLength={80} value={draft.name} onChange={(event) => setDraft({ ...draft, name: event.currentTarget.value })} />
        <TextInput label={t('chart.sets.about')} maxLength={500} value={draft.about} onChange={(event) => setDraft({ ...draft, about: event.currentTarget.value })} />
        <ul className={css.rows}>
          {draft.items.map((item, at) => (
            <li key={at} className={css.formRow}>
              <div className={css.rowHead}>
                <strong>{t(`chart.sets.${item.kind}`)}</strong>
                <ActionIcon size={28} aria-label={t('chart.sets.remove')} onClick={() => setDraft({ ...draft, items: draft.items.filter((_, n) => n !== at) })}><X size={16} /></ActionIcon>
              </div>
              <Row item={item} onChange={(next) => change(at, next)} />
            </li>
          ))}
        </ul>
        {save.error ? <FormProblem problem={save.error} /> : null}
        <div className={css.buttons}>
          <Menu><Menu.Target><Button variant="default" leftSection={<Plus size={14} />}>{t('chart.sets.add')}</Button></Menu.Target><Menu.Dropdown>{KINDS.map((kind) => <Menu.Item key={kind} onClick={() => setDraft({ ...draft, items: [...draft.items, fresh[kind]] })}>{t(`chart.sets.${kind}`)}</Menu.Item>)}</Menu.Dropdown></Menu>
          <Button type="submit" loading={save.isPending} disabled={!ready}>{t('common:save')}</Button>
        </div>
      </form>
    </Modal>
  );
}

type Laboratory = Extract<Item, { kind: 'laboratory' }>;

function LaboratoryRow({ item, onChange }: { item: Laboratory; onChange: (item: Item) => void }) {
  const { t } = useTranslation('encounters');
  const known = useQuery(allAnalytesQuery).data?.items ?? [];
  const panels = [...new Set(known.map((one) => one.panel))];
  const named = (panel: string) => (panel ? t(`results.panels.${panel}` as 'results.panels.basic') : t('chart.sets.other_tests'));
  return (
    <div className={css.meeting}>
      <TextInput label={t('chart.sets.laboratory')} maxLength={200} value={item.title} onChange={(event) => onChange({ ...item, title: event.currentTarget.value })} />
      <MultiSelect label={t('chart.sets.tests')} searchable maxValues={40} value={item.tests ?? []} onChange={(tests) => onChange({ ...item, tests })}
        data={panels.map((panel) => ({ group: named(panel), items: known.filter((one) => one.panel === panel).map((one) => ({ value: one.code, label: one.name })) }))} />
      <TextInput label={t('chart.sets.specimen')} maxLength={80} value={item.specimen ?? ''} onChange={(event) => onChange({ ...item, specimen: event.currentTarget.value })} />
    </div>
  );
}

function Row({ item, onChange }: { item: Item; onChange: (item: Item) => void }) {
  const { t } = useTranslation('encounters');
  if (item.kind === 'diagnosis') return <div className={css.meeting}><TextInput label={t('chart.sets.code')} maxLength={8} value={item.code} onChange={(event) => onChange({ ...item, code: event.currentTarget.value })} /><TextInput label={t('chart.sets.diagnosis')} maxLength={300} value={item.display ?? ''} onChange={(event) => onChange({ ...item, display: event.currentTarget.value })} /></div>;
  if (item.kind === 'referral') return <div className={css.meeting}><TextInput label={t('chart.sets.specialty')} maxLength={40} value={item.specialty} onChange={(event) => onChange({ ...item, specialty: event.currentTarget.value })} /><TextInput label={t('chart.sets.question')} maxLength={4000} value={item.question} onChange={(event) => onChange({ ...item, question: event.currentTarget.value })} /><Checkbox label={t('chart.sets.urgent')} checked={item.urgent ?? false} onChange={(event) => onChange({ ...item, urgent: event.currentTarget.checked })} /></div>;
  if (item.kind === 'words') return <div className={css.meeting}><Select label={t('chart.sets.section')} allowDeselect={false} data={(['history', 'examination', 'assessment', 'plan', 'advice'] as const).map((value) => ({ value, label: t(`encounters:note.${value}`) }))} value={item.section} onChange={(value) => value && onChange({ ...item, section: value as 'plan' })} /><Textarea label={t('chart.sets.words')} autosize minRows={1} maxLength={4000} value={item.text} onChange={(event) => onChange({ ...item, text: event.currentTarget.value })} /></div>;
  if (item.kind === 'laboratory') return <LaboratoryRow item={item} onChange={onChange} />;
  if (item.kind === 'service') return <div className={css.meeting}><TextInput label={t('chart.sets.service')} maxLength={40} value={item.code} onChange={(event) => onChange({ ...item, code: event.currentTarget.value })} /></div>;
  const rx = item.prescription;
  const set = (part: Partial<typeof rx>) => onChange({ ...item, prescription: { ...rx, ...part } });
  return (
    <div className={css.rx}>
      <TextInput className={css.wide ?? ''} label={t('encounters:rx.medication')} maxLength={200} value={rx.medication} onChange={(event) => set({ medication: event.currentTarget.value })} />
      <NumberInput label={t('encounters:rx.dose')} min={0} decimalScale={4} value={String(rx.dose_value)} onChange={(value) => set({ dose_value: String(value) })} />
      <Select label={t('encounters:rx.unit')} allowDeselect={false} data={UNITS.map((value) => ({ value, label: t(`encounters:unit_names.${value}` as 'encounters:unit_names.mg') }))} value={rx.dose_unit} onChange={(value) => value && set({ dose_unit: value })} />
      <Select label={t('encounters:rx.frequency')} allowDeselect={false} data={FREQUENCIES.map((value) => ({ value, label: t(`encounters:frequencies.${value}` as 'encounters:frequencies.daily') }))} value={rx.frequency} onChange={(value) => value && set({ frequency: value })} />
      <NumberInput label={t('encounters:rx.days')} min={1} max={366} allowDecimal={false} value={rx.duration_days ?? ''} onChange={(value) => set({ duration_days: typeof value === 'number' ? value : null })} />
      <TextInput className={css.wide ?? ''} label={t('encounters:rx.instructions')} maxLength={1000} value={rx.instructions ?? ''} onChange={(event) => set({ instructions: event.currentTarget.value })} />
    </div>
  );
}
