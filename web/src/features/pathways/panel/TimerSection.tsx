/** When a timer rings: after a span, at a time, or again and again; said back in words. */
import { Group, NativeSelect, NumberInput, SegmentedControl, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { simple, toIso, UNITS, type Unit } from '../model/duration';
import { readTimer, TIMER_KINDS, writeTimer, type TimerKind } from '../model/standard';
import { ExpressionInput } from './ExpressionInput';
import { Part } from './Part';
import { useStudio, useWriter, type PanelProps } from './studio';
import { useTimerWords } from './timerWords';

const EXAMPLES: Record<TimerKind, string> = { timeDuration: 'PT2H', timeDate: 'visit.starts_at', timeCycle: 'R3/PT30M' };

export function TimerSection({ item }: PanelProps) {
  const { t } = useTranslation('pathways');
  const { readOnly } = useStudio();
  const writer = useWriter();
  const inWords = useTimerWords();
  const { kind, value } = readTimer(item.businessObject);
  const amount = simple(value);
  const easy = kind === 'timeDuration' && (amount || !value);
  const setAmount = (count: number, unit: Unit) => writeTimer(writer, item, kind, toIso({ count, unit }));
  return (
    <Part title={t('timer.title')}>
      <SegmentedControl fullWidth disabled={readOnly} value={kind} data={TIMER_KINDS.map((name) => ({ value: name, label: t(`timer.${name}`) }))} aria-label={t('timer.kind')}
        onChange={(next) => writeTimer(writer, item, next as TimerKind, '')} />
      {easy ? (
        <Group gap={8} wrap="nowrap" align="flex-end">
          <NumberInput key="count" label={t('timer.after')} min={1} max={10_000} allowDecimal={false} value={amount?.count ?? ''} disabled={readOnly} onChange={(next) => Number(next) > 0 && setAmount(Number(next), amount?.unit ?? 'hours')} />
          <NativeSelect aria-label={t('timer.unit')} data={UNITS.map((unit) => ({ value: unit, label: t(`timer.${unit}`) }))} value={amount?.unit ?? 'hours'} disabled={readOnly} onChange={(event) => setAmount(amount?.count ?? 1, event.currentTarget.value as Unit)} />
        </Group>
      ) : null}
      <ExpressionInput key={kind} kind="timer" label={easy ? t('timer.as_text') : t('timer.value')} description={t(`timer.${kind}_hint`)} placeholder={EXAMPLES[kind]} value={value} onCommit={(text) => writeTimer(writer, item, kind, text)} />
      {value ? <Text size="sm" aria-live="polite">{inWords(kind, value)}</Text> : null}
    </Part>
  );
}
