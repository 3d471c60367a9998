/** A decision table in a dialog. The kit draws it; the bpmn.io mark stays visible, as its licence asks. */
import { Button, Group, Modal, Skeleton } from '@mantine/core';
import { useEffect, useEffectEvent, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { EmptyState } from '@/components/ui/EmptyState';
import { notifyProblem } from '@/lib/notify';
import type { Word } from '../model/vocabulary';
import { TableManager } from './editor';
import { newTable } from './table';
import css from './TableEditor.module.css';

/** Cells are our own language, in which FEEL's ranges and lists are at home: plain text, without a checker for another. */
const LANGUAGE = { options: [{ value: 'wardline', label: 'Wardline' }], defaults: { editor: 'wardline', inputCell: 'wardline', outputCell: 'wardline', inputHeadCell: 'wardline' } };

type Props = { id: string; name: string; xml: string | null; words: Word[]; onSave: (xml: string) => void; onClose: () => void };

export default function TableEditor({ id, name, xml, words, onSave, onClose }: Props) {
  const { t } = useTranslation('pathways');
  const manager = useRef<TableManager | null>(null);
  const [state, setState] = useState<'opening' | 'open' | 'failed'>('opening');
  const start = useEffectEvent(() => xml ?? newTable(id, name, words.find((word) => word.kind === 'data' && word.name.includes('.'))?.name ?? words.find((word) => word.kind === 'data')?.name ?? 'value'));
  const [box, setBox] = useState<HTMLDivElement | null>(null);

  useEffect(() => {
    if (!box) return;
    const table = new TableManager({ container: box, common: { expressionLanguages: LANGUAGE } });
    manager.current = table;
    let alive = true;
    table.importXML(start()).then(() => alive && setState('open'), () => alive && setState('failed'));
    return () => {
      alive = false;
      manager.current = null;
      table.destroy();
    };
  }, [box]);

  const save = async () => {
    // What is being typed in a cell counts, too.
    (document.activeElement as HTMLElement | null)?.blur();
    try {
      const saved = await manager.current?.saveXML({ format: true });
      if (saved) onSave(saved.xml);
    } catch (error) {
      notifyProblem(error);
    }
  };

  const data = words.filter((word) => word.kind === 'data').slice(0, 12);
  return (
    <Modal opened onClose={onClose} size="min(75rem, 96vw)" title={t('decision.editing', { name })} closeOnClickOutside={false} closeOnEscape={false}>
      <p className={css.hint}>{t('decision.cells')}</p>
      {data.length ? <p className={css.hint}>{t('decision.data')} {data.map((word) => <code key={word.name}>{word.name}</code>)}</p> : null}
      {state === 'opening' ? <Skeleton height={240} radius="md" /> : null}
      {state === 'failed' ? <EmptyState title={t('decision.failed')} hint={t('decision.failed_hint')} /> : null}
      <div ref={setBox} className={css.table} data-state={state} />
      <Group justify="flex-end" gap={8} mt={16}>
        <Button variant="default" onClick={onClose}>{t('common:cancel')}</Button>
        <Button onClick={() => void save()} disabled={state !== 'open'}>{t('decision.use')}</Button>
      </Group>
    </Modal>
  );
}
