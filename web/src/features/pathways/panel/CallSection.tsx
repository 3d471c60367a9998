import { Select } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { textOf } from '../model/extension';
import { Part } from './Part';
import { useStudio, useWriter, type PanelProps } from './studio';

/** Another pathway as one step of this one. */
export function CallSection({ item }: PanelProps) {
  const { t } = useTranslation('pathways');
  const { blocks, readOnly, processId } = useStudio();
  const { modeling } = useWriter();
  const called = textOf(item.businessObject, 'calledElement');
  const data = blocks.processes.filter((process) => process.process_id !== processId).map((process) => ({ value: process.process_id, label: process.name }));
  if (called && !data.some((option) => option.value === called)) data.push({ value: called, label: called });
  return (
    <Part title={t('call.title')} hint={t('call.hint')}>
      <Select label={t('call.which')} data={data} value={called || null} onChange={(next) => modeling.updateProperties(item, { calledElement: next ?? undefined })} searchable clearable disabled={readOnly} />
    </Part>
  );
}
