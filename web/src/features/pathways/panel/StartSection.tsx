/** How a case of this pathway begins: by hand, by a message, a signal or the clock; and what it knows then. */
import { NativeSelect } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { chooseTrigger, readBeginning, readTrigger, TRIGGERS, writeBeginning, type Trigger } from '../model/begins';
import { Entry } from './Entry';
import { Part } from './Part';
import { useStudio, useWriter, type PanelProps } from './studio';

export function StartSection({ item }: PanelProps) {
  const { t } = useTranslation('pathways');
  const { readOnly } = useStudio();
  const writer = useWriter();
  const trigger = readTrigger(item.businessObject);
  return (
    <Part title={t('beginning.title')}>
      {trigger ? (
        <NativeSelect label={t('beginning.by')} value={trigger} disabled={readOnly} data={TRIGGERS.map((kind) => ({ value: kind, label: t(`beginning.${kind}`) }))}
          onChange={(event) => chooseTrigger(writer, item, event.currentTarget.value as Trigger)} />
      ) : null}
      <Entry key="data" mono label={t('beginning.data')} description={t('beginning.data_hint')} placeholder="visit order" value={readBeginning(item.businessObject)} onCommit={(words) => writeBeginning(writer, item, words)} />
    </Part>
  );
}
