import { Button, Checkbox, Fieldset, NativeSelect, NumberInput, Radio, Stack, TagsInput, Textarea, TextInput } from '@mantine/core';
import { Plus, X } from 'lucide-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { fieldsOf, isShown, resolve, startingValues, type Field, type JsonSchema, type Option, type Values } from './schema';
import css from './SchemaForm.module.css';

type Shared = {
  root: JsonSchema; set: (path: string, value: unknown) => void; errorAt: (path: string) => string | null;
  options: Record<string, Option[]>; readOnly: boolean;
};

export function SchemaFields({ schema, values, prefix, root, set, errorAt, options, readOnly }: Shared & { schema: JsonSchema; values: Values; prefix: string }) {
  // Named one by one: a group passes on all its own props, and its own field must not replace its children's.
  const shared = { root, set, errorAt, options, readOnly };
  return fieldsOf(schema, root).filter((field) => isShown(field, values)).map((field) => (
    <SchemaField key={field.name} field={field} path={prefix + field.name} value={values[field.name]} {...shared} />
  ));
}

type FieldProps = Shared & { field: Field; path: string; value: unknown };

function SchemaField(props: FieldProps): ReactNode {
  const { field, path, value, options } = props;
  if (field.kind === 'group') {
    return (
      <Fieldset legend={field.label} className={css.group ?? ''}>
        {field.help ? <p className={css.help}>{field.help}</p> : null}
        <SchemaFields {...props} schema={field.schema} values={(value ?? {}) as Values} prefix={`${path}.`} />
      </Fieldset>
    );
  }
  if (field.kind === 'list') return <ListField {...props} />;
  const dynamic = options[path];
  if (dynamic) return <ChoiceField {...props} field={{ ...field, options: dynamic }} />;
  if (field.kind === 'scale') return <ScaleField {...props} />;
  if (field.kind === 'choice') return <ChoiceField {...props} />;
  if (field.kind === 'choices' || field.kind === 'yesno' || field.kind === 'checkbox') return <TickField {...props} />;
  return <EntryField {...props} />;
}

function useCommon({ field, path, errorAt, readOnly }: FieldProps) {
  const { t } = useTranslation();
  const optional = field.required || field.kind === 'checkbox' ? '' : ` (${t('optional')})`;
  return { label: field.label + optional, description: field.help, error: errorAt(path), disabled: readOnly, name: path };
}

const text = (value: unknown) => (value === null || value === undefined ? '' : String(value));

function EntryField(props: FieldProps) {
  const { field, path, value, set } = props;
  const common = useCommon(props);
  if (field.kind === 'texts') return <TagsInput {...common} value={(value ?? []) as string[]} onChange={(next) => set(path, next)} />;
  if (field.kind === 'textarea') {
    return <Textarea {...common} autosize minRows={3} maxRows={14} maxLength={field.schema.maxLength} value={text(value)} onChange={(event) => set(path, event.currentTarget.value)} />;
  }
  if (field.kind === 'number' || field.kind === 'integer') {
    return <NumberInput {...common} hideControls allowDecimal={field.kind === 'number'} inputMode={field.kind === 'number' ? 'decimal' : 'numeric'} value={text(value)} onChange={(next) => set(path, next)} />;
  }
  return <TextInput {...common} type={field.kind} maxLength={field.schema.maxLength} value={text(value)} onChange={(event) => set(path, event.currentTarget.value)} />;
}

function ChoiceField(props: FieldProps) {
  const { field, path, value, set } = props;
  const { t } = useTranslation();
  const common = useCommon(props);
  const widget = field.schema['x-widget'] ?? (field.options.length <= 4 ? 'radio' : 'select');
  if (widget === 'select') {
    return <NativeSelect {...common} value={text(value)} data={[{ value: '', label: t('form.choose') }, ...field.options]} onChange={(event) => set(path, event.currentTarget.value)} />;
  }
  return (
    <Radio.Group {...common} value={text(value)} onChange={(next) => set(path, next)}>
      <Stack gap={8} mt={8}>{field.options.map((option) => <Radio key={option.value} value={option.value} label={option.label} disabled={common.disabled} error={!!common.error} />)}</Stack>
    </Radio.Group>
  );
}

/** Steps side by side, each a real radio. */
function ScaleField(props: FieldProps) {
  const { field, path, value, set } = props;
  const { label, description, error, disabled, name } = useCommon(props);
  const { minimum = 0, maximum = 10 } = field.schema;
  return (
    <Radio.Group label={label} description={description} error={error} name={name} value={text(value)} onChange={(next) => set(path, next)}>
      <div className={css.scale}>
        {Array.from({ length: maximum - minimum + 1 }, (_, step) => String(minimum + step)).map((step) => (
          <Radio.Card key={step} value={step} className={css.step ?? ''} disabled={disabled} aria-label={step}>{step}</Radio.Card>
        ))}
      </div>
    </Radio.Group>
  );
}

function TickField(props: FieldProps) {
  const { field, path, value, set } = props;
  const { t } = useTranslation();
  const { label, description, error, disabled, name } = useCommon(props);
  if (field.kind === 'checkbox') {
    return <Checkbox label={label} description={description} error={error} disabled={disabled} name={name} checked={value === true} onChange={(event) => set(path, event.currentTarget.checked)} />;
  }
  if (field.kind === 'yesno') {
    return (
      <Radio.Group label={label} description={description} error={error} name={name} value={value === true ? 'yes' : value === false ? 'no' : ''} onChange={(next) => set(path, next === 'yes')}>
        <div className={css.yesno}><Radio value="yes" label={t('yes')} disabled={disabled} /><Radio value="no" label={t('no')} disabled={disabled} /></div>
      </Radio.Group>
    );
  }
  return (
    <Checkbox.Group label={label} description={description} error={error} value={(value ?? []) as string[]} onChange={(next) => set(path, next)}>
      <Stack gap={8} mt={8}>{field.options.map((option) => <Checkbox key={option.value} value={option.value} label={option.label} disabled={disabled} />)}</Stack>
    </Checkbox.Group>
  );
}

function ListField(props: FieldProps) {
  const { field, path, value, set, root, readOnly } = props;
  const { t } = useTranslation();
  const items = (value ?? []) as Values[];
  const schema = resolve(field.schema.items ?? {}, root);
  const name = (index: number) => `${schema.title ?? field.label} ${index + 1}`;
  return (
    <Fieldset legend={field.label} className={css.group ?? ''}>
      {field.help ? <p className={css.help}>{field.help}</p> : null}
      {items.map((item, index) => (
        <div key={index} className={css.item} role="group" aria-label={name(index)}>
          <div className={css.itemFields}><SchemaFields {...props} schema={schema} values={item} prefix={`${path}.${index}.`} /></div>
          {readOnly ? null : (
            <Button variant="subtle" color="gray" size="compact-sm" leftSection={<X size={14} aria-hidden />} aria-label={t('form.remove_item', { name: name(index) })}
              onClick={() => set(path, items.filter((_, at) => at !== index))}>{t('remove')}</Button>
          )}
        </div>
      ))}
      {readOnly || (field.schema.maxItems !== undefined && items.length >= field.schema.maxItems) ? null : (
        <Button variant="default" className={css.add ?? ''} leftSection={<Plus size={16} aria-hidden />} onClick={() => set(path, [...items, startingValues(schema, root)])}>{t('form.add_item')}</Button>
      )}
      {props.errorAt(path) ? <p className={css.check} role="alert">{props.errorAt(path)}</p> : null}
    </Fieldset>
  );
}
