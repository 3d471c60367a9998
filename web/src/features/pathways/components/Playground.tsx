import { Button, Group, Textarea, TextInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useState, type FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { tryExpression } from '../api/expressions';
import { parse } from '../panel/TryExpression';
import { Answer } from './Answer';
import css from './Language.module.css';

/** An expression on data of one's own, by the server's own reader. */
export function Playground() {
  const { t } = useTranslation('pathways');
  const [expression, setExpression] = useState('triage.level <= 2 and patient.age >= 65');
  const [text, setText] = useState('{ "triage": { "level": 2 }, "patient": { "age": 70 } }');
  const [asked, setAsked] = useState('');
  const trial = useMutation({ mutationFn: (data: Record<string, unknown>) => tryExpression({ expression, kind: 'value', data }) });
  const data = parse(text);
  const run = (event: FormEvent) => {
    event.preventDefault();
    if (!data) return;
    setAsked(expression);
    trial.mutate(data);
  };
  return (
    <form onSubmit={run} className={css.play}>
      <TextInput label={t('language.expression')} value={expression} onChange={(event) => setExpression(event.currentTarget.value)} className={css.code ?? ''} spellCheck={false} />
      <Textarea label={t('expression.sample')} value={text} onChange={(event) => setText(event.currentTarget.value)} autosize minRows={2} maxRows={10} spellCheck={false} error={data ? null : t('expression.sample_wrong')} className={css.code ?? ''} />
      <Group justify="space-between">
        <Answer expression={asked} answer={trial.data} error={trial.error} />
        <Button type="submit" variant="default" loading={trial.isPending} disabled={!data || !expression.trim()}>{t('expression.run')}</Button>
      </Group>
    </form>
  );
}
