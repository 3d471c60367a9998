import { useTranslation } from 'react-i18next';
import { textOf } from '../model/extension';
import { is, isId } from '../model/standard';
import type { Item } from '../modeler/types';
import { service } from '../modeler/types';
import { Entry } from './Entry';
import { Part } from './Part';
import { useStudio, useWriter } from './studio';

/** Where an element's own words stand: a pool shows its pathway's. */
function named(item: Item) {
  const node = item.businessObject;
  return is(node, 'Participant') ? ((node.get('processRef') as typeof node | undefined) ?? node) : node;
}

export function GeneralSection({ item }: { item: Item }) {
  const { t } = useTranslation('pathways');
  const { modeler } = useStudio();
  const { modeling } = useWriter();
  const node = named(item);
  const whole = is(node, 'Process') || is(node, 'Collaboration');
  const set = (properties: Record<string, unknown>) => (node === item.businessObject ? modeling.updateProperties(item, properties) : modeling.updateModdleProperties(item, node, properties));
  const changeId = (id: string) => {
    const taken = service(modeler, 'moddle').ids.assigned(id);
    if (isId(id) && !taken) modeling.updateProperties(item, { id });
  };
  return (
    <Part>
      {is(node, 'Collaboration') ? null : (
        <Entry key="name" label={is(node, 'SequenceFlow') ? t('field.flow_name') : t('field.name')} description={is(node, 'SequenceFlow') ? t('field.flow_name_hint') : undefined}
          value={textOf(node, 'name')} onCommit={(name) => set({ name: name || undefined })} maxLength={200} />
      )}
      {whole ? <Notes /> : <Entry key="id" mono label={t('field.id')} description={t('field.id_hint')} value={item.id} onCommit={changeId} maxLength={100} />}
    </Part>
  );
}

function Notes() {
  const { t } = useTranslation('pathways');
  const { processId } = useStudio();
  return <p>{t('panel.whole', { id: processId })}</p>;
}
