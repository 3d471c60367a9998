/** Everything that is known of an allergy or a problem, to be brought up to date; what it said before stays in the history. */
import { Button, Checkbox, Modal, Select, Textarea, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { FormProblem } from '@/components/ui/FormProblem';
import { useToday } from '@/lib/time';
import { useBackground, type Chart } from '../api/chart';
import css from './Chart.module.css';

export type Allergy = NonNullable<Chart['allergies']>[number];
export type Problem = Chart['problems'][number];
type Base = { id: string; patientId: string; onClose: () => void };
const SEVERITIES = ['unknown', 'mild', 'moderate', 'severe'] as const;
const SURE = ['unconfirmed', 'confirmed', 'refuted'] as const;
const KINDS = ['medicine', 'food', 'environment', 'biologic', 'other'] as const;
const RISKS = ['unknown', 'low', 'high'] as const;

export function EditAllergy({ id, patientId, row, onClose }: Base & { row: Allergy }) {
  const { t } = useTranslation('encounters');
  const { editAllergy } = useBackground(id, patientId);
  const today = useToday();
  const [draft, setDraft] = useState({ ...row, why: '' });
  const set = (part: Partial<typeof draft>) => setDraft({ ...draft, ...part });
  function save() {
    const { substance, reaction, code, code_system, intolerance, onset, remark, version, why } = draft;
    editAllergy.mutate({ row: row.id, body: { substance, reaction, code, code_system, intolerance, onset: onset || null, remark, version, why, severity: draft.severity as 'mild', category: draft.category as 'food', criticality: draft.criticality as 'low', verification: draft.verification as 'confirmed' } }, { onSuccess: onClose });
  }
  return (
    <Modal opened onClose={onClose} title={t('chart.record.edit_title', { name: row.substance })}>
      <form className={css.fields} onSubmit={(event) => { event.preventDefault(); if (draft.substance.trim()) save(); }}>
        <TextInput label={t('allergies.substance')} withAsterisk maxLength={200} value={draft.substance} onChange={(event) => set({ substance: event.currentTarget.value })} />
        <TextInput label={t('allergies.reaction')} maxLength={300} value={draft.reaction} onChange={(event) => set({ reaction: event.currentTarget.value })} />
        <Select label={t('chart.record.category')} allowDeselect={false} value={draft.category} onChange={(value) => value && set({ category: value })} data={KINDS.map((value) => ({ value, label: t(`chart.record.categories.${value}`) }))} />
        <Severity value={draft.severity} onChange={(severity) => set({ severity })} />
        <Select label={t('chart.record.criticality')} allowDeselect={false} value={draft.criticality} onChange={(value) => value && set({ criticality: value })} data={RISKS.map((value) => ({ value, label: t(`chart.record.criticalities.${value}`) }))} />
        <Verification value={draft.verification} onChange={(verification) => set({ verification })} />
        <TextInput type="date" label={t('chart.record.onset')} max={today} value={draft.onset ?? ''} onChange={(event) => set({ onset: event.currentTarget.value || null })} />
        <Checkbox label={t('chart.record.intolerance')} checked={draft.intolerance} onChange={(event) => set({ intolerance: event.currentTarget.checked })} />
        <Ending remark={draft.remark} why={draft.why} onChange={set} />
        {editAllergy.error ? <FormProblem problem={editAllergy.error} /> : null}
        <div className={css.buttons}><Button type="submit" loading={editAllergy.isPending} disabled={!draft.substance.trim()}>{t('common:save')}</Button></div>
      </form>
    </Modal>
  );
}

export function EditProblem({ id, patientId, row, onClose }: Base & { row: Problem }) {
  const { t } = useTranslation('encounters');
  const { editProblem } = useBackground(id, patientId);
  const today = useToday();
  const [draft, setDraft] = useState({ ...row, why: '' });
  const set = (part: Partial<typeof draft>) => setDraft({ ...draft, ...part });
  const save = () => editProblem.mutate({ row: row.id, body: { onset: draft.onset || null, severity: draft.severity as 'mild', verification: draft.verification as 'confirmed', remark: draft.remark, version: draft.version, why: draft.why } }, { onSuccess: onClose });
  return (
    <Modal opened onClose={onClose} title={t('chart.record.edit_title', { name: row.display })}>
      <form className={css.fields} onSubmit={(event) => { event.preventDefault(); save(); }}>
        <TextInput type="date" label={t('chart.record.onset')} max={today} value={draft.onset ?? ''} onChange={(event) => set({ onset: event.currentTarget.value || null })} />
        <Severity value={draft.severity} onChange={(severity) => set({ severity })} />
        <Verification value={draft.verification} onChange={(verification) => set({ verification })} />
        <Ending remark={draft.remark} why={draft.why} onChange={set} />
        {editProblem.error ? <FormProblem problem={editProblem.error} /> : null}
        <div className={css.buttons}><Button type="submit" loading={editProblem.isPending}>{t('common:save')}</Button></div>
      </form>
    </Modal>
  );
}

function Severity({ value, onChange }: { value: string; onChange: (value: string) => void }) {
  const { t } = useTranslation('encounters');
  return <Select label={t('chart.record.severity')} allowDeselect={false} value={value} onChange={(next) => next && onChange(next)} data={SEVERITIES.map((one) => ({ value: one, label: t(`allergies.${one === 'unknown' ? 'not_said' : one}`) }))} />;
}

function Verification({ value, onChange }: { value: string; onChange: (value: string) => void }) {
  const { t } = useTranslation('encounters');
  return <Select label={t('chart.record.verification')} allowDeselect={false} value={value} onChange={(next) => next && onChange(next)} data={SURE.map((one) => ({ value: one, label: t(`chart.record.verifications.${one}`) }))} />;
}

function Ending({ remark, why, onChange }: { remark: string; why: string; onChange: (part: { remark?: string; why?: string }) => void }) {
  const { t } = useTranslation('encounters');
  return (
    <>
      <Textarea label={t('chart.record.remark')} autosize maxLength={1000} value={remark} onChange={(event) => onChange({ remark: event.currentTarget.value })} />
      <TextInput label={t('chart.record.why')} maxLength={500} value={why} onChange={(event) => onChange({ why: event.currentTarget.value })} />
    </>
  );
}
