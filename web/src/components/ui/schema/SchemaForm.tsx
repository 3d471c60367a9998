/** A task's form, drawn from its JSON Schema. The same schema is checked by the server; its field errors land at the fields. */
import { Button } from '@mantine/core';
import { useEffect, useMemo, useRef, useState, type FormEvent, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { FormProblem } from '../FormProblem';
import { fieldErrors } from '@/lib/problem';
import { answers, check, startingValues, type JsonSchema, type Option, type Values } from './schema';
import { SchemaFields } from './SchemaFields';
import css from './SchemaForm.module.css';

type Props = {
  schema: JsonSchema;
  /** A kept draft or what is known already. */
  initial?: Values | undefined;
  /** Choices that come from data, by field name. */
  options?: Record<string, Option[]>;
  onSubmit: (values: Values) => void;
  /** Called with every change, e.g. to keep a draft. */
  onChange?: (values: Values) => void;
  submitLabel: string;
  busy?: boolean;
  problem?: unknown;
  /** Shown beside the button. */
  aside?: ReactNode;
  readOnly?: boolean;
};

/** Sets `value` at a dotted path, copying what it touches. */
export function withValue(values: Values, path: string[], value: unknown): Values {
  const [head = '', ...rest] = path;
  if (rest.length === 0) return { ...values, [head]: value };
  const inner = values[head];
  if (Array.isArray(inner)) {
    const index = Number(rest[0]);
    return { ...values, [head]: inner.map((item, at) => (at !== index ? item : rest.length === 1 ? value : withValue(item as Values, rest.slice(1), value))) };
  }
  return { ...values, [head]: withValue((inner ?? {}) as Values, rest, value) };
}

export function SchemaForm({ schema, initial, options = {}, onSubmit, onChange, submitLabel, busy = false, problem, aside, readOnly = false }: Props) {
  const { t } = useTranslation();
  const [values, setValues] = useState(() => startingValues(schema, schema, initial));
  const [tried, setTried] = useState(false);
  const form = useRef<HTMLFormElement>(null);
  const complaints = useMemo(() => check(schema, schema, values), [schema, values]);
  const refused = useMemo(() => (problem ? fieldErrors(problem) : {}), [problem]);
  const hasRefused = Object.keys(refused).length > 0;

  const errorAt = (path: string): string | null => {
    const complaint = tried ? complaints[path] : undefined;
    return complaint ? t(`form.${complaint.key}`, { value: complaint.value }) : refused[path] ?? null;
  };
  const set = (path: string, value: unknown) => {
    const next = withValue(values, path.split('.'), value);
    setValues(next);
    onChange?.(next);
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (Object.keys(complaints).length === 0) return onSubmit(answers(schema, schema, values));
    focusFirst();
  };
  const focusFirst = () => requestAnimationFrame(() => form.current?.querySelector<HTMLElement>('[aria-invalid="true"], [data-invalid] input')?.focus());
  useEffect(() => {
    if (hasRefused) focusFirst();
  }, [hasRefused]);

  return (
    <form ref={form} onSubmit={submit} noValidate className={css.form}>
      {problem && !hasRefused ? <FormProblem problem={problem} /> : null}
      <SchemaFields schema={schema} root={schema} values={values} prefix="" set={set} errorAt={errorAt} options={options} readOnly={readOnly} />
      {readOnly ? null : (
        <div className={css.actions}>
          {tried && Object.keys(complaints).length ? <span className={css.check} role="alert">{t('form.check')}</span> : aside}
          <Button type="submit" loading={busy}>{submitLabel}</Button>
        </div>
      )}
    </form>
  );
}
