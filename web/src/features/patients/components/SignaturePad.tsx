/** A field to sign in with finger, pen or mouse. What it hands on are the strokes, each [x, y, x, y, ...] in 0..1000 of the field. */
import { Button } from '@mantine/core';
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import css from './Camera.module.css';

const MOST_OF_A_STROKE = 1000;
const INK = '#14213d';

export function SignaturePad({ strokes, onChange, label }: { strokes: number[][]; onChange: (strokes: number[][]) => void; label: string }) {
  const { t } = useTranslation('patients');
  const canvas = useRef<HTMLCanvasElement>(null);
  const drawing = useRef<number[] | null>(null);
  useEffect(() => { if (canvas.current) draw(canvas.current, strokes); }, [strokes]);
  const point = (event: React.PointerEvent<HTMLCanvasElement>) => {
    const box = event.currentTarget.getBoundingClientRect();
    const within = (value: number) => Math.round(1000 * Math.min(1, Math.max(0, value)));
    return [within((event.clientX - box.left) / box.width), within((event.clientY - box.top) / box.height)] as const;
  };
  const begin = (event: React.PointerEvent<HTMLCanvasElement>) => {
    event.currentTarget.setPointerCapture(event.pointerId);
    drawing.current = [...point(event)];
  };
  const go = (event: React.PointerEvent<HTMLCanvasElement>) => {
    const now = drawing.current;
    if (!now || now.length > 2 * MOST_OF_A_STROKE - 2) return;
    const [x, y] = point(event);
    if (Math.abs(x - (now.at(-2) ?? 0)) + Math.abs(y - (now.at(-1) ?? 0)) < 4) return;
    now.push(x, y);
    draw(event.currentTarget, [...strokes, now]);
  };
  const end = () => {
    if (drawing.current && strokes.length < 200) onChange([...strokes, drawing.current]);
    drawing.current = null;
  };
  return (
    <div className={css.pad}>
      <canvas ref={canvas} width={1000} height={400} aria-label={label} onPointerDown={begin} onPointerMove={go} onPointerUp={end} onPointerCancel={end} />
      <div><Button variant="default" size="compact-sm" disabled={strokes.length === 0} onClick={() => onChange([])}>{t('sign.clear')}</Button></div>
    </div>
  );
}

function draw(canvas: HTMLCanvasElement, strokes: number[][]) {
  const context = canvas.getContext('2d');
  if (!context) return;
  context.clearRect(0, 0, canvas.width, canvas.height);
  Object.assign(context, { lineWidth: 5, lineCap: 'round', lineJoin: 'round', strokeStyle: INK });
  for (const stroke of strokes) {
    context.beginPath();
    for (let n = 0; n + 1 < stroke.length; n += 2) context.lineTo(stroke[n] ?? 0, (stroke[n + 1] ?? 0) * 0.4);
    context.stroke();
  }
}

/** The same strokes as a small picture. */
export function Signature({ strokes, name }: { strokes: number[][]; name: string }) {
  const line = (stroke: number[]) => stroke.reduce((path, value, n) => path + (n % 2 ? `${value * 0.4} ` : `${n ? 'L' : 'M'}${value} `), '');
  return (
    <svg viewBox="0 0 1000 400" className={css.drawn} role="img" aria-label={name} fill="none" stroke="currentColor" strokeWidth={10} strokeLinecap="round">
      {strokes.map((stroke) => <path key={stroke.join()} d={line(stroke)} />)}
    </svg>
  );
}
