/** Makes the drawing board in a box, draws the XML once, and tells of changes and of what is selected. */
import { useEffect, useEffectEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { fit } from '@/components/ui/bpmn/sight';
import { createModeler, draw, NotKept } from '../modeler/create';
import { service, type Item, type Modeler } from '../modeler/types';

export type Board = { modeler: Modeler | null; revision: number; selected: Item | null; failure: { lost: string[] } | null; undo: boolean; redo: boolean };
/** Not one text but a table of them. */
const KIT = 'kit';
type Injected = { element: Item };

export function useBoard(box: HTMLElement | null, xml: string, onChange: () => void): Board {
  const { t } = useTranslation('pathways');
  const [board, setBoard] = useState<Board>({ modeler: null, revision: 0, selected: null, failure: null, undo: false, redo: false });
  const changed = useEffectEvent(onChange);
  const words = useEffectEvent(() => ({ own: (key: string) => t(key as 'kind.human'), kit: t(KIT, { returnObjects: true }) as unknown as Record<string, string> }));

  useEffect(() => {
    if (!box) return;
    const modeler = createModeler(box, words());
    let alive = true;
    const stack = service(modeler, 'commandStack');
    const refresh = () => setBoard((before) => ({ ...before, revision: before.revision + 1, undo: stack.canUndo(), redo: stack.canRedo() }));
    draw(modeler, xml).then(() => {
      if (!alive) return;
      fitBoard(modeler);
      modeler.on('commandStack.changed', () => { refresh(); changed(); });
      modeler.on('selection.changed', ({ newSelection }: { newSelection: Item[] }) => {
        const [only, ...more] = newSelection;
        setBoard((before) => ({ ...before, selected: only && !more.length ? only.labelTarget ?? only : null }));
      });
      modeler.on('root.set', ({ element }: Injected) => setBoard((before) => ({ ...before, selected: null, revision: before.revision + (element ? 1 : 0) })));
      setBoard((before) => ({ ...before, modeler, failure: null, revision: before.revision + 1 }));
    }, (error: unknown) => {
      if (alive) setBoard((before) => ({ ...before, failure: { lost: error instanceof NotKept ? error.parts : [] } }));
    });
    const watch = new ResizeObserver(() => alive && service(modeler, 'canvas').resized());
    watch.observe(box);
    return () => {
      alive = false;
      watch.disconnect();
      modeler.destroy();
    };
  }, [box, xml]);
  return board;
}

/** The palette stands over the drawing: nothing is put behind it. */
const PALETTE = 110;

/** Whole and centred with a little air, but not blown up. */
export const fitBoard = (modeler: Modeler) => fit(service(modeler, 'canvas'), 1, 0.92, PALETTE);
