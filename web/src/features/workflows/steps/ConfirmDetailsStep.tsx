/** "Is this how we can reach you?" Most people say yes with one tap; the others change what is wrong. */
import { Button } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { FormProblem } from '@/components/ui/FormProblem';
import { KeyValue } from '@/components/ui/KeyValue';
import { SchemaForm, type JsonSchema } from '@/components/ui/SchemaForm';
import type { TaskScreenProps } from '@/lib/tasks';
import css from './Steps.module.css';

type Address = { line?: string; city?: string; state?: string; postal_code?: string };
const text = (value: unknown) => (typeof value === 'string' && value ? value : null);

function language(code: unknown): string | null {
  const known = text(code);
  return known ? new Intl.DisplayNames([document.documentElement.lang || 'en'], { type: 'language', fallback: 'code' }).of(known) ?? known : null;
}

export default function ConfirmDetailsStep({ task, answers, onChange, onComplete, busy, problem }: TaskScreenProps) {
  const { t } = useTranslation('workflows');
  const [changing, setChanging] = useState(task.draft !== null);
  if (changing) {
    return <SchemaForm schema={formSchema(task.form_schema as JsonSchema)} initial={answers} submitLabel={t('todo.submit')} onSubmit={onComplete} onChange={onChange} busy={busy} problem={problem} />;
  }
  const address = (answers.address ?? {}) as Address;
  const place = [address.line, [address.postal_code, address.city].filter(Boolean).join(' '), address.state].filter(Boolean).join(', ');
  return (
    <div className={css.step}>
      <FormProblem problem={problem} />
      <div className={css.card}>
        <KeyValue items={[
          { label: t('steps.phone'), value: text(answers.phone) },
          { label: t('steps.email'), value: text(answers.email) },
          { label: t('steps.address'), value: place },
          { label: t('steps.language'), value: language(answers.language) },
          answers.emergency_name ? { label: t('steps.emergency'), value: [text(answers.emergency_name), text(answers.emergency_phone)].filter(Boolean).join(', ') } : null,
        ]} />
      </div>
      <Button fullWidth loading={busy} onClick={() => onComplete({ confirmed: true })}>{t('steps.details_right')}</Button>
      <Button fullWidth variant="default" onClick={() => setChanging(true)}>{t('steps.details_change')}</Button>
    </div>
  );
}

/** The same schema with the fields as a phone wants them: the right keyboard, one line for an e-mail address. */
function formSchema(schema: JsonSchema): JsonSchema {
  const properties = { ...schema.properties };
  if (properties.email) properties.email = { ...properties.email, format: 'email', anyOf: [{ type: 'string', format: 'email' }] };
  if (properties.phone) properties.phone = { ...properties.phone, anyOf: [{ type: 'string', format: 'tel' }] };
  if (properties.emergency_phone) properties.emergency_phone = { ...properties.emergency_phone, anyOf: [{ type: 'string', format: 'tel' }] };
  return { ...schema, properties };
}
