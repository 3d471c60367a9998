/** A second of a curve on a tile: lowest and highest sample of each step, drawn as they come. */
import { useEffect, useRef } from 'react';
import { samplesOf } from '../known';
import css from './Monitoring.module.css';

const KEEP = 6 * 62;

export function Trace({ samples, at, colour }: { samples: string; at: number; colour: string }) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const seen = useRef<number[]>([]);
  useEffect(() => {
    const target = canvas.current;
    if (!target) return;
    if (samples) seen.current = [...seen.current, ...samplesOf(samples)].slice(-KEEP);
    draw(target, seen.current);
  }, [samples, at]);
  return <canvas ref={canvas} className={css.trace} data-colour={colour} aria-hidden />;
}

function draw(target: HTMLCanvasElement, points: number[]) {
  const scale = Math.min(2, window.devicePixelRatio || 1);
  const [width, height] = [target.clientWidth * scale, target.clientHeight * scale];
  if (target.width !== width || target.height !== height) { target.width = width; target.height = height; }
  const context = target.getContext('2d');
  if (!context || !points.length) return;
  let [low, high] = [Math.min(...points), Math.max(...points)];
  if (high - low < 200) { high += 100; low -= 100; }
  context.clearRect(0, 0, width, height);
  context.strokeStyle = getComputedStyle(target).color;
  context.lineWidth = 1.4 * scale;
  context.lineJoin = 'round';
  context.beginPath();
  points.forEach((value, place) => {
    const x = width - ((points.length - 1 - place) / (KEEP - 1)) * width;
    const y = height - ((value - low) / (high - low)) * (height - 4) - 2;
    if (place) context.lineTo(x, y); else context.moveTo(x, y);
  });
  context.stroke();
}
