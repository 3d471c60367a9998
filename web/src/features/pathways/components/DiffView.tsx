/** Two versions side by side with what differs coloured in both, and the same in words. */
import { SegmentedControl } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { BpmnDiagram } from '@/components/ui/BpmnDiagram';
import { EmptyState } from '@/components/ui/EmptyState';
import { StatusBadge, type Tone } from '@/components/ui/StatusBadge';
import type { Change } from '../api/types';
import css from './Diff.module.css';

type Side = { xml: string; label: string };
const tones: Record<Change['kind'], Tone> = { added: 'active', removed: 'problem', changed: 'attention', moved: 'info' };

export function DiffView({ before, after, changes, name }: { before: Side | null; after: Side; changes: Change[]; name: string }) {
  const { t } = useTranslation('pathways');
  const wide = useMediaQuery('(width > 68.75em)', true);
  const [side, setSide] = useState<'before' | 'after'>('after');
  const marks = useMemo(() => {
    const of = (kinds: Change['kind'][]) => Object.fromEntries(changes.filter((change) => kinds.includes(change.kind)).map((change) => [change.element_id, change.kind]));
    return { before: of(['removed', 'changed', 'moved']), after: of(['added', 'changed', 'moved']) };
  }, [changes]);
  const drawn = (which: 'before' | 'after') => {
    const one = which === 'before' ? before : after;
    return one ? <div key={which}><p className={css.label}>{one.label}</p><BpmnDiagram xml={one.xml} name={`${name}, ${one.label}`} height={360} differences={marks[which]} /></div> : null;
  };
  return (
    <div className={css.diff}>
      {before && !wide ? <SegmentedControl value={side} onChange={(value) => setSide(value as 'before' | 'after')} aria-label={t('diff.side')} data={[{ value: 'before', label: before.label }, { value: 'after', label: after.label }]} /> : null}
      <div className={css.sides} data-two={before && wide ? true : undefined}>{before && wide ? [drawn('before'), drawn('after')] : drawn(before ? side : 'after')}</div>
      {changes.length ? (
        <ul className={css.changes} aria-label={t('diff.title')}>
          {changes.map((change, index) => (
            <li key={index}><StatusBadge tone={tones[change.kind]} label={t(`diff.${change.kind}`)} /><span><strong>{change.element_name || change.element_id}</strong> {change.words}</span></li>
          ))}
        </ul>
      ) : <EmptyState compact title={before ? t('diff.none') : t('diff.first')} />}
    </div>
  );
}
