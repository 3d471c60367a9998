/** Doing something once per item of a list, or again while something holds. */
import { NativeSelect } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { chooseRepeat, readRepeat, writeRepeat, type Repeat } from '../model/standard';
import { Entry } from './Entry';
import { ExpressionInput } from './ExpressionInput';
import { Part } from './Part';
import { useStudio, useWriter, type PanelProps } from './studio';

const KINDS: Repeat['kind'][] = ['none', 'together', 'one_by_one', 'again'];

export function RepeatSection({ item }: PanelProps) {
  const { t } = useTranslation('pathways');
  const { readOnly } = useStudio();
  const writer = useWriter();
  const repeat = readRepeat(item.businessObject);
  const each = repeat.kind === 'together' || repeat.kind === 'one_by_one';
  const set = (name: string) => (text: string) => writeRepeat(writer, item, name, text);
  return (
    <Part title={t('repeat.title')}>
      <NativeSelect aria-label={t('repeat.title')} data={KINDS.map((kind) => ({ value: kind, label: t(`repeat.${kind}`) }))} value={repeat.kind} disabled={readOnly} onChange={(event) => chooseRepeat(writer, item, event.currentTarget.value as Repeat['kind'])} />
      {each ? (
        <>
          {repeat.cardinality ? <ExpressionInput key="cardinality" kind="value" label={t('repeat.cardinality')} value={repeat.cardinality} onCommit={set('loopCardinality')} /> : null}
          <ExpressionInput key="collection" kind="value" label={t('repeat.collection')} description={t('repeat.collection_hint')} placeholder="orders" value={repeat.collection} onCommit={set('wardline:collection')} />
          <Entry key="item" mono label={t('repeat.item')} description={t('repeat.item_hint')} placeholder="item" value={repeat.item} onCommit={set('wardline:item')} />
          <Entry key="answers" mono label={t('repeat.result')} value={repeat.result} onCommit={set('wardline:result')} />
          <ExpressionInput key="until" kind="condition" label={t('repeat.until')} description={t('repeat.until_hint')} placeholder="loop.done >= 2" value={repeat.until} onCommit={set('completionCondition')} />
        </>
      ) : null}
      {repeat.kind === 'again' ? (
        <>
          <ExpressionInput key="while" kind="condition" label={t('repeat.while')} value={repeat.until} onCommit={set('loopCondition')} />
          <Entry key="times" label={t('repeat.times')} value={repeat.times} onCommit={(text) => (/^\d*$/.test(text.trim()) ? set('loopMaximum')(text) : undefined)} />
        </>
      ) : null}
    </Part>
  );
}
