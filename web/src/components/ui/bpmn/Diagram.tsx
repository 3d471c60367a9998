import 'bpmn-js/dist/assets/diagram-js.css';
import 'bpmn-js/dist/assets/bpmn-js.css';
import { ActionIcon } from '@mantine/core';
import NavigatedViewer from 'bpmn-js/lib/NavigatedViewer';
import { Maximize, Minus, Plus } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ErrorState } from '../ErrorState';
import { ApiProblem } from '@/lib/problem';
import css from './Diagram.module.css';
import { decorate, type Marks } from './decorate';

export type DiagramProps = Marks & {
  xml: string;
  /** The pathway's name, for the accessible label. */
  name: string;
  height?: number | string;
  onSelect?: (elementId: string) => void;
  /** A sentence for those who do not see the drawing: where the case stands. */
  summary?: string;
};

type Canvas = { zoom: (level: number | 'fit-viewport', center?: 'auto') => number; resized: () => void };

export default function Diagram({ xml, name, height = 420, onSelect, summary, tokens, completed, active, incidents }: DiagramProps) {
  const { t } = useTranslation();
  const box = useRef<HTMLDivElement>(null);
  const [viewer, setViewer] = useState<NavigatedViewer | null>(null);
  const [failed, setFailed] = useState(false);
  const select = useRef(onSelect);
  useEffect(() => {
    select.current = onSelect;
  }, [onSelect]);

  useEffect(() => {
    const drawing = new NavigatedViewer({ container: box.current!, bpmnRenderer: { defaultFillColor: 'var(--diagram-fill)', defaultStrokeColor: 'var(--diagram-stroke)', defaultLabelColor: 'var(--diagram-text)' }, textRenderer: { defaultStyle: { fontFamily: 'Arial, Helvetica, sans-serif', fontSize: 12 } } });
    let alive = true;
    drawing.importXML(xml).then(() => {
      if (!alive) return;
      fit(drawing);
      drawing.on('element.click', (event: { element: { id: string } }) => select.current?.(event.element.id));
      setFailed(false);
      setViewer(drawing);
    }, () => alive && setFailed(true));
    const watch = new ResizeObserver(() => alive && fit(drawing));
    watch.observe(box.current!);
    return () => {
      alive = false;
      watch.disconnect();
      drawing.destroy();
    };
  }, [xml]);

  useEffect(() => (viewer ? decorate(viewer, { tokens, completed, active, incidents }, css, { incident: t('diagram.incident') }) : undefined), [viewer, tokens, completed, active, incidents, t]);

  const canvas = () => viewer?.get<Canvas>('canvas');
  const zoom = (factor: number) => canvas()?.zoom((viewer!.get<{ zoom: () => number }>('canvas').zoom()) * factor, 'auto');
  if (failed) return <ErrorState problem={new ApiProblem({ code: 'diagram', detail: t('diagram.failed') })} />;
  return (
    <figure className={css.frame} aria-label={t('diagram.label', { name })}>
      <div ref={box} className={css.canvas} style={{ height }} />
      <div className={css.controls}>
        <ActionIcon variant="default" size={32} aria-label={t('diagram.in')} onClick={() => zoom(1.25)}><Plus size={16} /></ActionIcon>
        <ActionIcon variant="default" size={32} aria-label={t('diagram.out')} onClick={() => zoom(0.8)}><Minus size={16} /></ActionIcon>
        <ActionIcon variant="default" size={32} aria-label={t('diagram.fit')} onClick={() => viewer && fit(viewer)}><Maximize size={16} /></ActionIcon>
      </div>
      {summary ? <figcaption className="visually-hidden">{summary}</figcaption> : null}
    </figure>
  );
}

/** Whole and centred, but not blown up. */
function fit(viewer: NavigatedViewer) {
  const canvas = viewer.get<Canvas>('canvas');
  canvas.resized();
  if (canvas.zoom('fit-viewport', 'auto') > 1.2) canvas.zoom(1.2, 'auto');
}
