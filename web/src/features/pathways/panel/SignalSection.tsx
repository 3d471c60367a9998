import { Autocomplete } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { definitionsOf, refer, sharedName, sharedNames } from '../model/standard';
import { useTyping } from './Entry';
import { Part } from './Part';
import { useStudio, useWriter, type PanelProps } from './studio';

/** The name of a signal, an error or an escalation; a new one is declared in the file. */
export function SignalSection({ item, kind }: PanelProps & { kind: 'Signal' | 'Error' | 'Escalation' }) {
  const { t } = useTranslation('pathways');
  const { readOnly } = useStudio();
  const writer = useWriter();
  const node = item.businessObject;
  const name = useTyping(sharedName(node, kind), (text) => refer(writer, item, kind, text.trim()));
  return (
    <Part title={t(`named.${kind}`)} hint={t(`named.${kind}_hint`)}>
      <Autocomplete label={t('named.name')} data={sharedNames(definitionsOf(node), kind)} value={name.text} onChange={name.type} onBlur={name.commit} onOptionSubmit={name.type} readOnly={readOnly} />
    </Part>
  );
}
