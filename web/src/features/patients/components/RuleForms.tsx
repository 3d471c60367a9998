/** The forms of the registration rules. */
import { Button, Checkbox, NumberInput, Select, TagsInput, Textarea, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { FormProblem } from '@/components/ui/FormProblem';
import { notifyDone } from '@/lib/notify';
import { useKeepField, useKeepSystem, usePublishText, type Field, type System } from '../api/rules';
import css from '../pages/Pages.module.css';

export const NEW_SYSTEM: System = { code: '', name: '', kind: 'mrn', pattern: '{n:6}', check_digit: '', exclusive: true, required: false, active: true, drawn: true, example: '' };
export const NEW_FIELD: Field = { code: '', label: '', kind: 'text', choices: [], help: '', required: false, position: 0, active: true };
const IDENTIFIERS = ['mrn', 'national', 'insurance', 'other'] as const;
const KINDS = ['text', 'number', 'date', 'choice', 'boolean'] as const;
const CHECKS = ['', 'luhn', 'mod11', 'mod97', 'damm'];
const CONSENTS = ['treatment', 'telehealth', 'billing', 'privacy'] as const;

type Props<Row> = { first: Row; fresh: boolean; onDone: () => void };

export function SystemForm({ first, fresh, onDone }: Props<System>) {
  const { t } = useTranslation('patients');
  const [row, setRow] = useState(first);
  const save = useKeepSystem();
  const set = (next: Partial<System>) => setRow((before) => ({ ...before, ...next }));
  return (
    <form className={css.rules} onSubmit={(event) => { event.preventDefault(); save.mutate(row, { onSuccess: () => { notifyDone(t('rules.saved')); onDone(); } }); }}>
      <TextInput label={t('rules.code')} maxLength={30} disabled={!fresh} value={row.code} onChange={(event) => set({ code: event.currentTarget.value })} />
      <TextInput label={t('rules.name')} maxLength={80} value={row.name} onChange={(event) => set({ name: event.currentTarget.value })} />
      <Select label={t('rules.kind')} allowDeselect={false} data={IDENTIFIERS.map((kind) => ({ value: kind, label: t(`rules.identifier_kinds.${kind}`) }))} value={row.kind} onChange={(kind) => set({ kind: kind as 'mrn' })} />
      <TextInput label={t('rules.pattern')} description={t('rules.pattern_hint')} maxLength={60} value={row.pattern} onChange={(event) => set({ pattern: event.currentTarget.value })} />
      <Select label={t('rules.check')} description={t('rules.check_hint')} allowDeselect={false} data={CHECKS.map((check) => ({ value: check, label: check || t('rules.no_check') }))} value={row.check_digit} onChange={(check) => set({ check_digit: check ?? '' })} />
      <Checkbox label={t('rules.exclusive')} checked={row.exclusive} onChange={(event) => set({ exclusive: event.currentTarget.checked })} />
      <Checkbox label={t('rules.must')} checked={row.required} onChange={(event) => set({ required: event.currentTarget.checked })} />
      <Checkbox label={t('rules.asked')} checked={row.active} onChange={(event) => set({ active: event.currentTarget.checked })} />
      <FormProblem problem={save.error} />
      <Buttons busy={save.isPending} disabled={!row.code || !row.name.trim()} onDone={onDone} />
    </form>
  );
}

export function FieldForm({ first, fresh, onDone }: Props<Field>) {
  const { t } = useTranslation('patients');
  const [row, setRow] = useState(first);
  const save = useKeepField();
  const set = (next: Partial<Field>) => setRow((before) => ({ ...before, ...next }));
  return (
    <form className={css.rules} onSubmit={(event) => { event.preventDefault(); save.mutate(row, { onSuccess: () => { notifyDone(t('rules.saved')); onDone(); } }); }}>
      <TextInput label={t('rules.code')} maxLength={30} disabled={!fresh} value={row.code} onChange={(event) => set({ code: event.currentTarget.value })} />
      <TextInput label={t('rules.label')} maxLength={120} value={row.label} onChange={(event) => set({ label: event.currentTarget.value })} />
      <Select label={t('rules.kind')} allowDeselect={false} data={KINDS.map((kind) => ({ value: kind, label: t(`rules.field_kinds.${kind}`) }))} value={row.kind} onChange={(kind) => set({ kind: kind as 'text' })} />
      {row.kind === 'choice' ? <TagsInput label={t('rules.choices')} description={t('rules.choices_hint')} maxTags={50} value={row.choices} onChange={(choices) => set({ choices })} /> : null}
      <TextInput label={t('rules.help')} maxLength={300} value={row.help} onChange={(event) => set({ help: event.currentTarget.value })} />
      <NumberInput label={t('rules.position')} min={0} max={1000} value={row.position} onChange={(position) => set({ position: Number(position) || 0 })} />
      <Checkbox label={t('rules.must')} checked={row.required} onChange={(event) => set({ required: event.currentTarget.checked })} />
      <Checkbox label={t('rules.asked')} checked={row.active} onChange={(event) => set({ active: event.currentTarget.checked })} />
      <FormProblem problem={save.error} />
      <Buttons busy={save.isPending} disabled={!row.code || !row.label.trim()} onDone={onDone} />
    </form>
  );
}

export function TextForm() {
  const { t } = useTranslation('patients');
  const empty = { kind: 'treatment' as (typeof CONSENTS)[number], text_version: '', language: 'en', title: '', body: '' };
  const [row, setRow] = useState(empty);
  const save = usePublishText();
  const set = (next: Partial<typeof row>) => setRow((before) => ({ ...before, ...next }));
  return (
    <form className={css.rules} onSubmit={(event) => { event.preventDefault(); save.mutate(row, { onSuccess: () => { setRow(empty); notifyDone(t('rules.published')); } }); }}>
      <Select label={t('rules.kind')} allowDeselect={false} data={CONSENTS.map((kind) => ({ value: kind, label: t(`rules.consents.${kind}`) }))} value={row.kind} onChange={(kind) => set({ kind: kind as 'privacy' })} />
      <TextInput label={t('rules.version')} description={t('rules.version_hint')} maxLength={30} value={row.text_version} onChange={(event) => set({ text_version: event.currentTarget.value })} />
      <TextInput label={t('rules.language')} maxLength={12} value={row.language} onChange={(event) => set({ language: event.currentTarget.value })} />
      <TextInput label={t('rules.label')} maxLength={120} value={row.title} onChange={(event) => set({ title: event.currentTarget.value })} />
      <Textarea label={t('rules.body')} autosize minRows={4} maxRows={16} maxLength={20000} value={row.body} onChange={(event) => set({ body: event.currentTarget.value })} />
      <FormProblem problem={save.error} />
      <div><Button type="submit" variant="default" disabled={!row.text_version || !row.title.trim() || row.body.trim().length < 20} loading={save.isPending}>{t('rules.publish')}</Button></div>
    </form>
  );
}

function Buttons({ busy, disabled, onDone }: { busy: boolean; disabled: boolean; onDone: () => void }) {
  const { t } = useTranslation();
  return <div><Button type="submit" loading={busy} disabled={disabled}>{t('common:save')}</Button> <Button variant="default" onClick={onDone}>{t('common:cancel')}</Button></div>;
}
