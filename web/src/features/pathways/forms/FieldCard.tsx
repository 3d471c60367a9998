/** One field of a form being drawn: closed it says what it is, open it can be changed. */
import { ActionIcon, Checkbox, Collapse, Group, NativeSelect, NumberInput, TextInput, UnstyledButton } from '@mantine/core';
import { ArrowDown, ArrowUp, ChevronDown, Trash2 } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { Choices } from './Choices';
import css from './FormBuilder.module.css';
import { keyFor, KINDS, type DrawnField, type FieldFault, type FieldKind } from './fields';

type Props = {
  field: DrawnField; others: DrawnField[]; fault: FieldFault | undefined; open: boolean; first: boolean; last: boolean;
  onOpen: () => void; onChange: (field: DrawnField) => void; onMove: (by: number) => void; onRemove: () => void;
};
const ASKABLE: FieldKind[] = ['choice', 'yesno', 'checkbox', 'scale', 'integer'];

export function FieldCard({ field, others, fault, open, first, last, onOpen, onChange, onMove, onRemove }: Props) {
  const { t } = useTranslation('pathways');
  const set = (values: Partial<DrawnField>) => onChange({ ...field, ...values });
  const rename = (label: string) => {
    // The key follows the label until somebody has given it its own.
    const taken = others.map((other) => other.name);
    set({ label, ...(keyFor(field.label, taken) === field.name ? { name: keyFor(label, taken) } : {}) });
  };
  const numeric = field.kind === 'number' || field.kind === 'integer' || field.kind === 'scale';
  return (
    <li className={css.field} data-open={open || undefined}>
      <div className={css.fieldHead}>
        <UnstyledButton className={css.fieldName ?? ''} onClick={onOpen} aria-expanded={open}>
          <ChevronDown size={16} aria-hidden className={css.chevron} />
          <span>{field.label || t('form.no_label')}{field.required ? '' : ` (${t('common:optional')})`}</span>
          <small>{field.kind === 'other' ? t('form.kind_other') : t(`form.kind.${field.kind}`)}</small>
        </UnstyledButton>
        <ActionIcon size={28} disabled={first} aria-label={t('form.up', { name: field.label })} onClick={() => onMove(-1)}><ArrowUp size={16} /></ActionIcon>
        <ActionIcon size={28} disabled={last} aria-label={t('form.down', { name: field.label })} onClick={() => onMove(1)}><ArrowDown size={16} /></ActionIcon>
        <ActionIcon size={28} aria-label={t('form.remove', { name: field.label })} onClick={onRemove}><Trash2 size={16} /></ActionIcon>
      </div>
      {fault ? <p className={css.bad} role="alert">{t(`form.fault.${fault}`)}</p> : null}
      <Collapse expanded={open}>
        <div className={css.fieldBody}>
          <TextInput label={t('form.label')} value={field.label} onChange={(event) => rename(event.currentTarget.value)} maxLength={200} />
          <Group grow gap={8} align="flex-start">
            <NativeSelect label={t('form.kind_label')} value={field.kind} disabled={field.kind === 'other'} onChange={(event) => set({ kind: event.currentTarget.value as FieldKind })}
              data={[...KINDS.map((kind) => ({ value: kind as string, label: t(`form.kind.${kind}`) })), ...(field.kind === 'other' ? [{ value: 'other', label: t('form.kind_other') }] : [])]} />
            <TextInput label={t('form.key')} description={t('form.key_hint')} value={field.name} onChange={(event) => set({ name: event.currentTarget.value })} maxLength={60} inputWrapperOrder={['label', 'input', 'description', 'error']} />
          </Group>
          <TextInput label={t('form.help')} value={field.help} onChange={(event) => set({ help: event.currentTarget.value })} maxLength={400} />
          <Checkbox label={field.kind === 'checkbox' ? t('form.must_tick') : t('form.required')} checked={field.required} onChange={(event) => set({ required: event.currentTarget.checked })} />
          {numeric ? (
            <Group grow gap={8}>
              <NumberInput label={t('form.minimum')} value={field.minimum ?? ''} onChange={(next) => set({ minimum: next === '' ? null : Number(next) })} />
              <NumberInput label={t('form.maximum')} value={field.maximum ?? ''} onChange={(next) => set({ maximum: next === '' ? null : Number(next) })} />
            </Group>
          ) : null}
          {field.kind === 'choice' || field.kind === 'choices' ? <Choices choices={field.choices} onChange={(choices) => set({ choices })} /> : null}
          <When field={field} others={others.filter((other) => ASKABLE.includes(other.kind))} onChange={(when) => set({ when })} />
        </div>
      </Collapse>
    </li>
  );
}

function When({ field, others, onChange }: { field: DrawnField; others: DrawnField[]; onChange: (when: DrawnField['when']) => void }) {
  const { t } = useTranslation('pathways');
  if (!others.length) return null;
  const asked = others.find((other) => other.name === field.when?.field);
  const values = !asked ? [] : asked.kind === 'choice' ? asked.choices
    : asked.kind === 'yesno' || asked.kind === 'checkbox' ? [{ value: 'true', label: t('common:yes') }, { value: 'false', label: t('common:no') }] : null;
  return (
    <Group grow gap={8} align="flex-end">
      <NativeSelect label={t('form.when')} value={field.when?.field ?? ''} data={[{ value: '', label: t('form.when_always') }, ...others.map((other) => ({ value: other.name, label: other.label }))]}
        onChange={(event) => {
          const other = others.find((one) => one.name === event.currentTarget.value);
          onChange(other ? { field: other.name, value: other.kind === 'choice' ? other.choices[0]?.value ?? '' : other.kind === 'yesno' || other.kind === 'checkbox' ? 'true' : '0' } : null);
        }} />
      {!asked ? null : values ? <NativeSelect label={t('form.when_is')} value={field.when?.value ?? ''} data={values} onChange={(event) => onChange({ field: asked.name, value: event.currentTarget.value })} />
        : <NumberInput label={t('form.when_is')} value={Number(field.when?.value)} onChange={(next) => onChange({ field: asked.name, value: String(next) })} />}
    </Group>
  );
}
