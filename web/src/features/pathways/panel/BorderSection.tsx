import { Radio, Stack } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { is } from '../model/standard';
import { Part } from './Part';
import { useStudio, useWriter, type PanelProps } from './studio';

/** Whether what happens on the border ends the task or only adds something beside it. */
export function BorderSection({ item }: PanelProps) {
  const { t } = useTranslation('pathways');
  const { readOnly } = useStudio();
  const { modeling } = useWriter();
  const property = is(item.businessObject, 'StartEvent') ? 'isInterrupting' : 'cancelActivity';
  const stops = item.businessObject.get(property) !== false;
  return (
    <Part title={t('border.title')}>
      <Radio.Group value={stops ? 'stop' : 'beside'} aria-label={t('border.title')} onChange={(next) => modeling.updateProperties(item, { [property]: next === 'stop' })}>
        <Stack gap={8}>
          <Radio value="stop" label={t('border.stop')} disabled={readOnly} />
          <Radio value="beside" label={t('border.beside')} disabled={readOnly} />
        </Stack>
      </Radio.Group>
    </Part>
  );
}
