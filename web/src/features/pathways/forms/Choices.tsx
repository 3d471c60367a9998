import { ActionIcon, Button, Group, TextInput } from '@mantine/core';
import { Plus, X } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { keyFor, type Choice } from './fields';
import css from './FormBuilder.module.css';

/** The answers of a choice: what people read, and the short value that conditions ask for. */
export function Choices({ choices, onChange }: { choices: Choice[]; onChange: (choices: Choice[]) => void }) {
  const { t } = useTranslation('pathways');
  const set = (index: number, next: Partial<Choice>) => onChange(choices.map((choice, at) => (at === index ? { ...choice, ...next } : choice)));
  const label = (index: number, text: string) => {
    const others = choices.filter((_, at) => at !== index).map((choice) => choice.value);
    const before = choices[index]!;
    set(index, { label: text, ...(keyFor(before.label, others) === before.value || before.label.toLowerCase() === before.value ? { value: keyFor(text, others) } : {}) });
  };
  return (
    <fieldset className={css.choices}>
      <legend>{t('form.choices')}</legend>
      {choices.map((choice, index) => (
        <Group key={index} gap={8} wrap="nowrap">
          <TextInput aria-label={t('form.choice_label', { number: index + 1 })} value={choice.label} onChange={(event) => label(index, event.currentTarget.value)} className={css.grow ?? ''} />
          <TextInput aria-label={t('form.choice_value', { number: index + 1 })} value={choice.value} onChange={(event) => set(index, { value: event.currentTarget.value })} w={120} />
          <ActionIcon size={28} aria-label={t('form.choice_remove', { name: choice.label })} disabled={choices.length <= 2} onClick={() => onChange(choices.filter((_, at) => at !== index))}><X size={16} /></ActionIcon>
        </Group>
      ))}
      <Button variant="subtle" leftSection={<Plus size={16} />} onClick={() => onChange([...choices, { value: keyFor(t('form.choice_new'), choices.map((choice) => choice.value)), label: t('form.choice_new') }])}>{t('form.choice_add')}</Button>
    </fieldset>
  );
}
