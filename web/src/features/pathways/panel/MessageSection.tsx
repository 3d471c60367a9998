/** A message that is waited for or sent: its name, for which case it is, and where its content goes. */
import { Autocomplete } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { readPart, writePart } from '../model/extension';
import { definitionsOf, is, refer, sharedName, sharedNames } from '../model/standard';
import { Entry, useTyping } from './Entry';
import { ExpressionInput } from './ExpressionInput';
import { Part } from './Part';
import { useStudio, useWriter, type PanelProps } from './studio';

export function MessageSection({ item }: PanelProps) {
  const { t } = useTranslation('pathways');
  const { blocks, readOnly } = useStudio();
  const writer = useWriter();
  const node = item.businessObject;
  const throws = is(node, 'SendTask') || is(node, 'ThrowEvent');
  const { result, key, payload } = readPart(node, 'Message', ['result', 'key', 'payload']);
  const names = [...new Set([...sharedNames(definitionsOf(node), 'Message'), ...blocks.messages])];
  const name = useTyping(sharedName(node, 'Message'), (text) => refer(writer, item, 'Message', text.trim()));
  const set = (values: Record<string, string>) => writePart(writer, item, 'Message', values);
  return (
    <Part title={t('message.title')} hint={throws ? t('message.throw_hint') : t('message.catch_hint')}>
      <Autocomplete label={t('message.name')} data={names} value={name.text} onChange={name.type} onBlur={name.commit} onOptionSubmit={name.type} readOnly={readOnly} />
      {throws ? (
        <ExpressionInput key="payload" kind="value" label={t('message.payload')} description={t('message.payload_hint')} value={payload} onCommit={(text) => set({ payload: text.trim() })} />
      ) : (
        <>
          <ExpressionInput key="key" kind="value" label={t('message.key')} description={t('message.key_hint')} value={key} onCommit={(text) => set({ key: text.trim() })} />
          <Entry key="result" mono label={t('field.result')} description={t('field.result_hint', { name: result || item.id })} placeholder={item.id} value={result} onCommit={(text) => set({ result: text.trim() })} />
        </>
      )}
    </Part>
  );
}
