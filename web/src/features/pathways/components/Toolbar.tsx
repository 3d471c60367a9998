/** Above the drawing: the draft's name, whether it is saved, undo, zoom, adding without a pointer, and the way on. */
import { ActionIcon, Button, Menu, TextInput, Tooltip } from '@mantine/core';
import { useNavigate } from '@tanstack/react-router';
import { ArrowLeft, ArrowRight, Download, Ellipsis, FlaskConical, LayoutGrid, Maximize, Minus, Plus, Redo2, Trash2, Undo2, Upload } from 'lucide-react';
import { useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useConfirm } from '@/components/ui/confirm';
import { useDiscard } from '../api/drafts';
import type { Draft, Problem } from '../api/types';
import { add, addable } from '../model/adding';
import type { SaveState } from '../model/saver';
import { service, type Modeler } from '../modeler/types';
import { saveFile } from '../model/file';
import css from './Editor.module.css';
import { SaveMark } from './SaveMark';
import { fitBoard, type Board } from './useBoard';

type Props = {
  draft: Draft; name: string; onRename: (name: string) => void; board: Board; saving: SaveState; onLeave: (go: () => void) => void; onArrange: () => void;
  problems: Problem[]; ok: boolean | null; checking: boolean; onCheck: () => void;
};

export function Toolbar({ draft, name, onRename, board, saving, onLeave, onArrange, problems, ok, checking, onCheck }: Props) {
  const { t } = useTranslation('pathways');
  const navigate = useNavigate();
  const go = (to: string) => onLeave(() => void navigate({ to }));
  const { modeler } = board;
  const errors = problems.filter((problem) => problem.severity === 'error').length;
  return (
    <header className={css.toolbar}>
      <Tool label={t('editor.back')} onClick={() => go('/pathways/drafts')}><ArrowLeft size={18} className="flip-rtl" /></Tool>
      <Name name={name} onRename={onRename} />
      <SaveMark state={saving} />
      <div className={css.tools} role="toolbar" aria-label={t('editor.tools')}>
        <Add board={board} />
        <Tool label={t('editor.undo')} disabled={!board.undo} onClick={() => modeler && service(modeler, 'commandStack').undo()}><Undo2 size={18} /></Tool>
        <Tool label={t('editor.redo')} disabled={!board.redo} onClick={() => modeler && service(modeler, 'commandStack').redo()}><Redo2 size={18} /></Tool>
        <span className={css.gap} />
        <Tool label={t('common:diagram.out')} disabled={!modeler} onClick={() => modeler && zoom(modeler, 0.8)}><Minus size={18} /></Tool>
        <Tool label={t('common:diagram.fit')} disabled={!modeler} onClick={() => modeler && fitBoard(modeler)}><Maximize size={18} /></Tool>
        <Tool label={t('common:diagram.in')} disabled={!modeler} onClick={() => modeler && zoom(modeler, 1.25)}><Plus size={18} /></Tool>
        <More draft={draft} name={name} modeler={modeler} onArrange={onArrange} />
      </div>
      <Button variant="default" onClick={onCheck} loading={checking}>{ok ? t('editor.checked') : errors ? t('editor.errors', { count: errors }) : t('editor.check')}</Button>
      <Button variant="default" leftSection={<FlaskConical size={16} />} onClick={() => go(`/pathways/drafts/${draft.id}/try`)}>{t('editor.try')}</Button>
      <Button rightSection={<ArrowRight size={16} className="flip-rtl" />} onClick={() => go(`/pathways/drafts/${draft.id}/review`)}>{t('editor.review')}</Button>
    </header>
  );
}

const zoom = (modeler: Modeler, factor: number) => {
  const canvas = service(modeler, 'canvas');
  canvas.zoom(Math.min(Math.max(canvas.zoom() * factor, 0.2), 4), 'auto');
};

function Tool({ label, children, onClick, disabled = false }: { label: string; children: ReactNode; onClick: () => void; disabled?: boolean }) {
  return <Tooltip label={label}><ActionIcon aria-label={label} disabled={disabled} onClick={onClick}>{children}</ActionIcon></Tooltip>;
}

function Name({ name, onRename }: { name: string; onRename: (name: string) => void }) {
  const { t } = useTranslation('pathways');
  const [typed, setTyped] = useState<string | null>(null);
  const commit = () => {
    if (typed?.trim() && typed.trim() !== name) onRename(typed.trim());
    setTyped(null);
  };
  return (
    <TextInput className={css.name ?? ''} variant="unstyled" aria-label={t('editor.name')} value={typed ?? name} maxLength={120}
      onChange={(event) => setTyped(event.currentTarget.value)} onBlur={commit} onKeyDown={(event) => { if (event.key === 'Enter') event.currentTarget.blur(); }} />
  );
}

function Add({ board }: { board: Board }) {
  const { t } = useTranslation('pathways');
  const { modeler, selected } = board;
  return (
    <Menu position="bottom-start">
      <Menu.Target><Button variant="default" leftSection={<Plus size={16} />} disabled={!modeler}>{t('editor.add')}</Button></Menu.Target>
      <Menu.Dropdown>
        {addable(selected).map((kind) => (
          <Menu.Item key={kind.id} leftSection={<span className={`${kind.icon} ${css.kind}`} aria-hidden />} onClick={() => modeler && add(modeler, kind, selected)}>{t(`kind.${kind.id as 'human'}`)}</Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}

function More({ draft, name, modeler, onArrange }: { draft: Draft; name: string; modeler: Modeler | null; onArrange: () => void }) {
  const { t } = useTranslation('pathways');
  const confirm = useConfirm();
  const navigate = useNavigate();
  const discard = useDiscard();
  const drop = async () => {
    if (!await confirm({ title: t('drafts.discard_title', { name }), body: t('drafts.discard_body'), verb: t('drafts.discard'), destructive: true })) return;
    discard.mutate(draft.id, { onSuccess: () => void navigate({ to: '/pathways/drafts' }) });
  };
  const arrange = async () => {
    if (await confirm({ title: t('arrange.title'), body: t('arrange.body'), verb: t('arrange.verb') })) onArrange();
  };
  const save = async () => {
    const { xml } = modeler ? await modeler.saveXML({ format: true }) : draft;
    saveFile(`${draft.process_id}.bpmn`, xml ?? draft.xml, 'application/xml');
  };
  return (
    <Menu>
      <Menu.Target><ActionIcon aria-label={t('editor.more')}><Ellipsis size={18} /></ActionIcon></Menu.Target>
      <Menu.Dropdown>
        <Menu.Item leftSection={<LayoutGrid size={16} />} onClick={() => void arrange()}>{t('arrange.open')}</Menu.Item>
        <Menu.Item leftSection={<Download size={16} />} onClick={() => void save()}>{t('editor.export')}</Menu.Item>
        <Menu.Item leftSection={<Upload size={16} />} onClick={() => void navigate({ to: '/pathways/drafts', search: { new: 'file' } as never })}>{t('editor.import')}</Menu.Item>
        <Menu.Item leftSection={<Trash2 size={16} />} onClick={() => void drop()}>{t('drafts.discard')}</Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
