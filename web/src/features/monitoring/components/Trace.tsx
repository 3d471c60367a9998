/** The latest seconds of a curve on a tile: lowest and highest sample of each step; what never came is hatched. */
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { hatch, runs } from '../gaps';
import css from './Monitoring.module.css';

const KEEP = 6 * 62;

export function Trace({ points, colour }: { points: number[]; colour: string }) {
  const { t } = useTranslation('monitoring');
  const canvas = useRef<HTMLCanvasElement>(null);
  const broken = points.some(Number.isNaN);
  useEffect(() => { if (canvas.current) draw(canvas.current, points); }, [points]);
  return <><canvas ref={canvas} className={css.trace} data-colour={colour} data-gap={broken || undefined} aria-hidden /><span className="visually-hidden">{broken ? t('gap.tile') : ''}</span></>;
}

function draw(target: HTMLCanvasElement, points: number[]) {
  const scale = Math.min(2, window.devicePixelRatio || 1);
  const [width, height] = [target.clientWidth * scale, target.clientHeight * scale];
  if (target.width !== width || target.height !== height) { target.width = width; target.height = height; }
  const context = target.getContext('2d');
  const there = points.filter((value) => !Number.isNaN(value));
  if (!context || !there.length) return;
  let [low, high] = [Math.min(...there), Math.max(...there)];
  if (high - low < 200) { high += 100; low -= 100; }
  const x = (place: number) => width - ((points.length - 1 - place) / (KEEP - 1)) * width;
  context.clearRect(0, 0, width, height);
  context.strokeStyle = getComputedStyle(target).color;
  context.lineWidth = 1.4 * scale;
  context.lineJoin = 'round';
  for (const { from, to, missing } of runs(points)) {
    if (missing) { hatch(context, x(from - 1), x(to), height, scale); continue; }
    context.beginPath();
    for (let place = from; place < to; place += 1) {
      const y = height - (((points[place] ?? 0) - low) / (high - low)) * (height - 4) - 2;
      if (place > from) context.lineTo(x(place), y); else context.moveTo(x(place), y);
    }
    context.stroke();
  }
}
