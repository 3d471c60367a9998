/** What this hospital asks beyond the name: its kinds of numbers and its own fields. */
import { Checkbox, NativeSelect, TextInput } from '@mantine/core';
import type { UseFormReturnType } from '@mantine/form';
import { useTranslation } from 'react-i18next';
import type { NewPatient, Registration } from '../api/patients';
import css from './ContactFields.module.css';

type Asked = Registration | undefined;

// eslint-disable-next-line @typescript-eslint/no-explicit-any -- the form holds these fields and may hold more
export function HouseFields({ form, asked }: { form: UseFormReturnType<any>; asked: Asked }) {
  const { t } = useTranslation('patients');
  const numbers = (asked?.systems ?? []).filter((row) => row.kind !== 'mrn' && !row.drawn);
  if (numbers.length + (asked?.fields.length ?? 0) === 0) return null;
  return (
    <div className={css.pair}>
      {numbers.map((row) => <TextInput key={form.key(`identifiers.${row.code}`)} label={row.name} placeholder={row.pattern} required={row.required} autoComplete="off" {...form.getInputProps(`identifiers.${row.code}`)} />)}
      {asked?.fields.map((row) => {
        const path = `extra.${row.code}`;
        const shown = { label: row.label, description: row.help || undefined, required: row.required };
        if (row.kind === 'boolean') return <Checkbox key={form.key(path)} label={row.label} {...form.getInputProps(path, { type: 'checkbox' })} />;
        if (row.kind === 'choice') return <NativeSelect key={form.key(path)} {...shown} data={[{ value: '', label: t('field.choose') }, ...row.choices]} {...form.getInputProps(path)} />;
        return <TextInput key={form.key(path)} {...shown} type={row.kind === 'date' ? 'date' : 'text'} inputMode={row.kind === 'number' ? 'decimal' : undefined} autoComplete="off" {...form.getInputProps(path)} />;
      })}
    </div>
  );
}

/** As the server takes it: empty answers left out, numbers as numbers, our own numbers drawn where they are required. */
export function prepared(values: { identifiers: Record<string, string>; extra: Record<string, string | boolean> }, asked: Asked): NewPatient {
  const filled = Object.entries(values.identifiers).filter(([, value]) => value.trim() !== '');
  const drawn = (asked?.systems ?? []).filter((row) => row.drawn && row.required && row.kind !== 'mrn').map((row) => [row.code, ''] as const);
  const numeric = new Set((asked?.fields ?? []).filter((row) => row.kind === 'number').map((row) => row.code));
  const extra = Object.entries(values.extra).filter(([, value]) => value !== '').map(([code, value]) => [code, numeric.has(code) ? Number(value) : value] as const);
  return { ...values, identifiers: Object.fromEntries([...drawn, ...filled]), extra: Object.fromEntries(extra) } as unknown as NewPatient;
}
