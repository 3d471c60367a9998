/** "Try it": the expression on made-up case data, by the server's own reader, with the answer or the mistake in words. */
import { Button, Group, Textarea } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { tryExpression } from '../api/expressions';
import { Answer } from '../components/Answer';
import { sampleOf } from '../model/sample';
import css from './Panel.module.css';
import { useStudio } from './studio';

/** One sample for the whole editor, so that it is typed once. */
const kept = new Map<string, string>();

export function TryExpression({ expression, kind }: { expression: string; kind: 'condition' | 'value' | 'timer' | 'cell' }) {
  const { t } = useTranslation('pathways');
  const { words, processId } = useStudio();
  const [text, setText] = useState(() => kept.get(processId) ?? JSON.stringify(sampleOf(words), null, 2));
  const [asked, setAsked] = useState('');
  const trial = useMutation({ mutationFn: (data: Record<string, unknown>) => tryExpression({ expression, kind, data }) });
  const data = parse(text);
  const run = () => {
    kept.set(processId, text);
    if (!data) return;
    setAsked(expression);
    trial.mutate(data);
  };
  return (
    <div className={css.try}>
      <Textarea label={t('expression.sample')} description={t('expression.sample_hint')} autosize minRows={3} maxRows={10} spellCheck={false} classNames={{ input: css.code ?? '' }}
        value={text} onChange={(event) => setText(event.currentTarget.value)} error={data ? null : t('expression.sample_wrong')} />
      <Group justify="space-between" mt={8}>
        <Answer expression={asked} answer={trial.data} error={trial.error} />
        <Button variant="default" onClick={run} loading={trial.isPending} disabled={!data || !expression.trim()}>{t('expression.run')}</Button>
      </Group>
    </div>
  );
}

export function parse(text: string): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(text);
    return value && typeof value === 'object' && !Array.isArray(value) ? (value as Record<string, unknown>) : null;
  } catch {
    return null;
  }
}
