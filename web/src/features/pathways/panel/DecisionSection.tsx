/** A decision table: which one, and under what name its answer is kept. */
import { Button, Group, Select } from '@mantine/core';
import { Table2, TableProperties } from 'lucide-react';
import { lazy, Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { keyFor } from '../forms/fields';
import { decisionName } from '../decisions/table';
import { readPart, writePart } from '../model/extension';
import { Entry } from './Entry';
import { Part } from './Part';
import { useStudio, useWriter, type PanelProps } from './studio';

const TableEditor = lazy(() => import('../decisions/TableEditor'));

export function DecisionSection({ item }: PanelProps) {
  const { t } = useTranslation('pathways');
  const { decisions, readOnly, setDecision, words } = useStudio();
  const writer = useWriter();
  const [editing, setEditing] = useState<string | null>(null);
  const { ref, result } = readPart(item.businessObject, 'Decision', ['ref', 'result']);
  const set = (values: { ref?: string; result?: string }) => writePart(writer, item, 'Decision', values);
  const data = Object.entries(decisions).map(([id, xml]) => ({ value: id, label: decisionName(xml) || id }));
  if (ref && !decisions[ref]) data.push({ value: ref, label: ref });
  return (
    <Part title={t('decision.title')} hint={t('decision.hint')}>
      <Select label={t('decision.which')} data={data} value={ref || null} onChange={(next) => set({ ref: next ?? '' })} clearable disabled={readOnly} placeholder={t('decision.choose')} />
      {readOnly ? null : (
        <Group gap={8}>
          {ref && decisions[ref] ? <Button variant="default" leftSection={<TableProperties size={16} />} onClick={() => setEditing(ref)}>{t('decision.edit')}</Button> : null}
          <Button variant="default" leftSection={<Table2 size={16} />} onClick={() => setEditing(keyFor(item.businessObject.name || 'decision', Object.keys(decisions)))}>{t('decision.new')}</Button>
        </Group>
      )}
      <Entry key="result" mono label={t('field.result')} description={t('field.result_hint', { name: result || item.id })} placeholder={item.id} value={result} onCommit={(text) => set({ result: text.trim() })} />
      {editing !== null ? (
        <Suspense fallback={null}>
          <TableEditor id={editing} name={item.businessObject.name ?? editing} xml={decisions[editing] ?? null} words={words} onClose={() => setEditing(null)}
            onSave={(xml) => { setDecision(editing, xml); set({ ref: editing }); setEditing(null); }} />
        </Suspense>
      ) : null}
    </Part>
  );
}
