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
import { around, fit, type Box } from './sight';

export type DiagramProps = Marks & {
  xml: string;
  /** The pathway's name, for the accessible label. */
  name: string;
  height?: number | string;
  onSelect?: (elementId: string) => void;
  /** A sentence for those who do not see the drawing: where the case stands. */
  summary?: string;
};

type Canvas = Parameters<typeof fit>[0] & { zoom: (level?: number, center?: 'auto') => number };
const READABLE = 0.4;
const CLOSE = 0.8;
const LARGEST = 1.2;

export default function Diagram({ xml, name, height = 420, onSelect, summary, tokens, completed, active, incidents, differences, heat }: DiagramProps) {
  const { t } = useTranslation();
  const box = useRef<HTMLDivElement>(null);
  const [viewer, setViewer] = useState<NavigatedViewer | null>(null);
  const [failed, setFailed] = useState(false);
  const select = useRef(onSelect);
  const focus = useRef<string | undefined>(undefined);
  useEffect(() => {
    select.current = onSelect;
    focus.current = incidents?.[0] ?? active?.[0] ?? Object.keys(tokens ?? {})[0];
  }, [onSelect, incidents, active, tokens]);

  useEffect(() => {
    const drawing = new NavigatedViewer({ container: box.current!, bpmnRenderer: { defaultFillColor: 'var(--diagram-fill)', defaultStrokeColor: 'var(--diagram-stroke)', defaultLabelColor: 'var(--diagram-text)' }, textRenderer: { defaultStyle: { fontFamily: 'Arial, Helvetica, sans-serif', fontSize: 12 } } });
    let alive = true;
    drawing.importXML(xml).then(() => {
      if (!alive) return;
      look(drawing, focus.current);
      drawing.on('element.click', (event: { element: { id: string } }) => select.current?.(event.element.id));
      setFailed(false);
      setViewer(drawing);
    }, () => alive && setFailed(true));
    const watch = new ResizeObserver(() => alive && look(drawing, focus.current));
    watch.observe(box.current!);
    return () => {
      alive = false;
      watch.disconnect();
      drawing.destroy();
    };
  }, [xml]);

  useEffect(() => (viewer ? decorate(viewer, { tokens, completed, active, incidents, differences, heat }, css, { incident: t('diagram.incident') }) : undefined), [viewer, tokens, completed, active, incidents, differences, heat, t]);

  const canvas = () => viewer?.get<Canvas>('canvas');
  const zoom = (factor: number) => canvas()?.zoom(canvas()!.zoom() * factor, 'auto');
  if (failed) return <ErrorState problem={new ApiProblem({ code: 'diagram', detail: t('diagram.failed') })} />;
  return (
    <figure className={css.frame} aria-label={t('diagram.label', { name })}>
      <div ref={box} className={css.canvas} style={{ height }} />
      <div className={css.controls}>
        <ActionIcon variant="default" size={32} aria-label={t('diagram.in')} onClick={() => zoom(1.25)}><Plus size={16} /></ActionIcon>
        <ActionIcon variant="default" size={32} aria-label={t('diagram.out')} onClick={() => zoom(0.8)}><Minus size={16} /></ActionIcon>
        <ActionIcon variant="default" size={32} aria-label={t('diagram.fit')} onClick={() => viewer && fit(viewer.get<Canvas>('canvas'), LARGEST)}><Maximize size={16} /></ActionIcon>
      </div>
      {summary ? <figcaption className="visually-hidden">{summary}</figcaption> : null}
    </figure>
  );
}

/** Whole; or, where the whole would be too small to read (on a phone), closely at where the case is. */
function look(viewer: NavigatedViewer, at: string | undefined) {
  const canvas = viewer.get<Canvas>('canvas');
  const there = at ? viewer.get<{ get: (id: string) => Box | undefined }>('elementRegistry').get(at) : undefined;
  if (fit(canvas, LARGEST) < READABLE && there) canvas.viewbox(around(there, canvas.getSize(), CLOSE));
}
