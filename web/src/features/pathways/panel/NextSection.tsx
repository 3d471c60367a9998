/** Where the case goes from here, without a mouse too: the ways on, and joining to something that exists. */
import { Anchor, Select } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { service, type Item } from '../modeler/types';
import { followable } from '../modeler/offer';
import { is } from '../model/standard';
import css from './Panel.module.css';
import { Part } from './Part';
import { useStudio, useWriter, type PanelProps } from './studio';

const labelOf = (item: Item) => item.businessObject.name || item.id;

export function NextSection({ item }: PanelProps) {
  const { t } = useTranslation('pathways');
  const { modeler, readOnly } = useStudio();
  const { modeling } = useWriter();
  if (!followable(item)) return null;
  const ways = item.outgoing.filter((flow) => flow.type === 'bpmn:SequenceFlow');
  const reached = new Set(ways.map((flow) => flow.target?.id));
  const others = service(modeler, 'elementRegistry').filter((other) => other !== item && other.parent === item.parent && !other.labelTarget && is(other.businessObject, 'FlowNode')
    && !is(other.businessObject, 'StartEvent') && !is(other.businessObject, 'BoundaryEvent') && !reached.has(other.id));
  return (
    <Part title={t('next.title')}>
      {ways.length ? (
        <ul className={css.ways}>
          {ways.map((flow) => (
            <li key={flow.id}><Anchor component="button" type="button" onClick={() => service(modeler, 'selection').select(flow)}>{flow.businessObject.name ? `${flow.businessObject.name}: ` : ''}{flow.target ? labelOf(flow.target) : ''}</Anchor></li>
          ))}
        </ul>
      ) : <p className={css.hint}>{t('next.none')}</p>}
      {readOnly ? null : (
        <Select label={t('next.join')} placeholder={t('next.choose')} data={others.map((other) => ({ value: other.id, label: labelOf(other) }))} value={null} searchable
          onChange={(id) => { const other = id ? service(modeler, 'elementRegistry').get(id) : undefined; if (other) modeling.connect(item, other); }} />
      )}
    </Part>
  );
}
