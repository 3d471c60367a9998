/** Draws a task's form: fields on the left, the form as people will see it on the right. */
import { Button, Group, Menu, Modal, TextInput } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import { Plus } from 'lucide-react';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { EmptyState } from '@/components/ui/EmptyState';
import { SchemaForm, type JsonSchema } from '@/components/ui/SchemaForm';
import type { Form } from '../api/types';
import { FieldCard } from './FieldCard';
import css from './FormBuilder.module.css';
import { faults, KINDS, newField, readFields, writeSchema, writeUi, type DrawnField, type FieldKind } from './fields';

type Props = { formKey: string; form: Form | null; name: string; onSave: (form: Form) => void; onClose: () => void };

export default function FormBuilder({ formKey, form, name, onSave, onClose }: Props) {
  const { t } = useTranslation('pathways');
  const wide = useMediaQuery('(width > 56.25em)', true);
  const before = form?.schema as JsonSchema | undefined;
  const [title, setTitle] = useState(before?.title ?? name);
  const [fields, setFields] = useState<DrawnField[]>(() => (before ? readFields(before) : []));
  const [open, setOpen] = useState<number | null>(null);
  const [tried, setTried] = useState(false);
  const found = useMemo(() => faults(fields), [fields]);
  const schema = useMemo(() => writeSchema(fields, title, before), [fields, title, before]);
  const bad = Object.keys(found).length > 0 || !title.trim();

  const add = (kind: FieldKind) => {
    setFields([...fields, newField(kind, t(`form.new.${kind as 'text'}`), fields.map((field) => field.name))]);
    setOpen(fields.length);
  };
  const change = (index: number, next: DrawnField) => {
    const before = fields[index]!;
    // Who asks for this field by its key goes on asking for it.
    setFields(fields.map((field, at) => (at === index ? next : field.when?.field === before.name ? { ...field, when: { ...field.when, field: next.name } } : field)));
  };
  const move = (index: number, by: number) => {
    const next = [...fields];
    const [taken] = next.splice(index, 1);
    next.splice(index + by, 0, taken!);
    setFields(next);
    setOpen(open === index ? index + by : open);
  };
  const remove = (index: number) => {
    const gone = fields[index]!.name;
    setFields(fields.filter((_, at) => at !== index).map((field) => (field.when?.field === gone ? { ...field, when: null } : field)));
    setOpen(null);
  };
  const save = () => {
    setTried(true);
    if (!bad) onSave({ schema: schema as Record<string, unknown>, ui: { ...form?.ui, ...writeUi(fields) } });
    else setOpen(Number(Object.keys(found)[0] ?? 0));
  };

  return (
    <Modal opened onClose={onClose} size={1080} fullScreen={!wide} title={form ? t('form.edit_title') : t('form.new_title')} closeOnClickOutside={false}>
      <div className={css.builder}>
        <div className={css.fields}>
          <TextInput label={t('form.title')} description={t('form.title_hint', { key: formKey })} value={title} onChange={(event) => setTitle(event.currentTarget.value)} maxLength={120} error={tried && !title.trim() ? t('form.title_missing') : null} />
          {fields.length ? null : <EmptyState compact title={t('form.empty')} hint={t('form.empty_hint')} />}
          <ol className={css.list}>
            {fields.map((field, index) => (
              <FieldCard key={index} field={field} others={fields.filter((_, at) => at !== index)} fault={tried || open !== index ? found[index] : undefined} open={open === index}
                first={index === 0} last={index === fields.length - 1} onOpen={() => setOpen(open === index ? null : index)} onChange={(next) => change(index, next)} onMove={(by) => move(index, by)} onRemove={() => remove(index)} />
            ))}
          </ol>
          <Menu position="bottom-start">
            <Menu.Target><Button variant="default" leftSection={<Plus size={16} />}>{t('form.add')}</Button></Menu.Target>
            <Menu.Dropdown>{KINDS.map((kind) => <Menu.Item key={kind} onClick={() => add(kind)}>{t(`form.kind.${kind}`)}</Menu.Item>)}</Menu.Dropdown>
          </Menu>
        </div>
        <div className={css.preview}>
          <p className={css.label}>{t('form.preview')}</p>
          {fields.length ? <SchemaForm key={JSON.stringify(schema)} schema={schema} submitLabel={t('form.preview_done')} onSubmit={() => undefined} /> : null}
        </div>
      </div>
      <Group justify="flex-end" gap={8} className={css.actions ?? ''}>
        {tried && bad ? <span className={css.bad} role="alert">{t('form.bad')}</span> : null}
        <Button variant="default" onClick={onClose}>{t('common:cancel')}</Button>
        <Button onClick={save}>{t('form.use')}</Button>
      </Group>
    </Modal>
  );
}
