/** When this way is taken. */
import { Checkbox } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { conditionOf, isDefault, setDefault, writeCondition } from '../model/standard';
import { ExpressionInput } from './ExpressionInput';
import { Part } from './Part';
import { useStudio, useWriter, type PanelProps } from './studio';

export function FlowSection({ item }: PanelProps) {
  const { t } = useTranslation('pathways');
  const { readOnly } = useStudio();
  const writer = useWriter();
  const otherwise = isDefault(item);
  return (
    <Part title={t('flow.title')}>
      <Checkbox label={t('flow.default')} description={t('flow.default_hint')} checked={otherwise} disabled={readOnly} onChange={(event) => setDefault(writer, item, event.currentTarget.checked)} />
      {otherwise ? null : (
        <ExpressionInput key="condition" kind="condition" label={t('flow.condition')} description={t('flow.condition_hint')} placeholder="triage.level <= 2" value={conditionOf(item.businessObject)} onCommit={(text) => writeCondition(writer, item, text)} />
      )}
    </Part>
  );
}
