/** A service step: which of the hospital's own steps, and what it is given. */
import { Select, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { humanise } from '@/components/ui/schema/schema';
import { chooseStep, readParams, readPart, writeParam, writePart } from '../model/extension';
import { Entry } from './Entry';
import { ExpressionInput } from './ExpressionInput';
import { Part } from './Part';
import { useStudio, useWriter, type PanelProps } from './studio';

export function StepSection({ item }: PanelProps) {
  const { t } = useTranslation('pathways');
  const { blocks, readOnly } = useStudio();
  const writer = useWriter();
  const { name, result } = readPart(item.businessObject, 'Step', ['name', 'result']);
  const given = Object.fromEntries(readParams(item.businessObject).map((param) => [param.name, param]));
  const step = blocks.steps.find((known) => known.name === name);
  const rooms = [...new Set(blocks.steps.map((known) => known.name.split('.')[0]!))];
  const groups = rooms.map((room) => ({ group: humanise(room), items: blocks.steps.filter((known) => known.name.startsWith(`${room}.`)).map((known) => ({ value: known.name, label: known.title || known.name })) }));
  const data = step || !name ? groups : [{ group: t('step.unknown'), items: [{ value: name, label: name }] }, ...groups];
  const extra = Object.values(given).filter((param) => step && !step.params.some((known) => known.name === param.name));
  return (
    <Part title={t('step.title')}>
      <Select label={t('step.which')} data={data} value={name || null} searchable disabled={readOnly} placeholder={t('step.choose')} nothingFoundMessage={t('step.none')}
        onChange={(next) => chooseStep(writer, item, next ?? '', blocks.steps.find((known) => known.name === next)?.params.map((param) => param.name) ?? [])} />
      {step?.help ? <Text size="sm" c="dimmed">{step.help}</Text> : null}
      {step?.params.map((param) => (
        <ExpressionInput key={`${name}-${param.name}`} kind="value" required={param.required} label={humanise(param.name)} value={given[param.name]?.value ?? ''}
          description={[t(`kind_of.${param.type}`, { defaultValue: param.type }), param.help].filter(Boolean).join('. ')}
          onCommit={(value) => writeParam(writer, item, { name: param.name, value: value.trim(), type: param.type })} />
      ))}
      {extra.map((param) => (
        <ExpressionInput key={`extra-${param.name}`} kind="value" label={param.name} error={t('step.not_taken')} value={param.value}
          onCommit={(value) => writeParam(writer, item, { ...param, value: value.trim() })} />
      ))}
      {name ? (
        <Entry key="result" mono label={t('field.result')} description={step?.result === 'nothing' ? t('step.gives_nothing') : t('step.result_hint')} value={result}
          onCommit={(text) => writePart(writer, item, 'Step', { result: text.trim() })} />
      ) : null}
    </Part>
  );
}
