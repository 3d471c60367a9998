/**
 * A sweeping curve at full rate, as on a bedside monitor: it runs from left to right and rubs out what is in its way. Time for
 * which nothing came is hatched, at its place and length: it is no flat line, and the curve does not go on as if it were whole.
 */
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { hatch, SHOWN_SECONDS } from '../gaps';
import css from './Monitoring.module.css';

export type Feed = { push: (hz: number, samples: Int16Array) => void; gap: (seconds: number) => void };
const SECONDS = SHOWN_SECONDS;
const AHEAD = 0.04;

export function Sweep({ label, colour, silent, onReady, low, high }: { label: string; colour: string; silent: boolean; low: number; high: number; onReady: (feed: Feed | null) => void }) {
  const { t } = useTranslation('monitoring');
  const canvas = useRef<HTMLCanvasElement>(null);
  useEffect(() => {
    const target = canvas.current;
    const context = target?.getContext('2d');
    if (!target || !context) return;
    let queue: number[] = []; // NaN stands for a hole, whose length in samples is the first of `holes`
    let holes: number[] = [];
    let hz = 250;
    let x = 0;
    let lastY: number | null = null;
    let lastTime = performance.now();
    let owed = 0;
    let frame = 0;
    const step = (time: number) => {
      frame = requestAnimationFrame(step);
      const scale = Math.min(2, window.devicePixelRatio || 1);
      const [width, height] = [Math.round(target.clientWidth * scale), Math.round(target.clientHeight * scale)];
      if (target.width !== width || target.height !== height) { target.width = width; target.height = height; x = 0; lastY = null; }
      // A little faster when much waits, so that the picture stays close to now.
      owed += Math.min(0.25, (time - lastTime) / 1000) * hz * (queue.length > hz ? 1.15 : 1);
      lastTime = time;
      const count = Math.min(queue.length, Math.floor(owed));
      owed = count === queue.length ? 0 : owed - count;
      if (!count || !width) return;
      const dx = width / (SECONDS * hz);
      context.strokeStyle = getComputedStyle(target).color;
      context.lineWidth = 1.6 * scale;
      context.beginPath();
      for (const value of queue.slice(0, count)) {
        if (Number.isNaN(value)) {
          context.stroke();
          x = hollow(x, Math.min(SECONDS * hz, holes.shift() ?? 0) * dx, width, height, scale);
          lastY = null;
          context.beginPath();
          continue;
        }
        const y = height - ((value - low) / (high - low)) * height;
        if (lastY === null || x + dx > width) { x = x + dx > width ? 0 : x; context.moveTo(x, y); } else { context.moveTo(x, lastY); context.lineTo(x + dx, y); }
        x += dx;
        lastY = y;
      }
      context.clearRect(x + 1, 0, AHEAD * width, height);
      context.stroke();
      queue = queue.slice(count);
    };
    /** Hatches a stretch, round the edge if need be; returns where the curve goes on. */
    const hollow = (from: number, length: number, width: number, height: number, scale: number) => {
      let at = from;
      for (let left = length; left > 0.5; ) {
        if (at >= width - 0.5) at = 0;
        const piece = Math.min(left, width - at);
        context.clearRect(at, 0, piece, height);
        hatch(context, at, at + piece, height, scale);
        at += piece;
        left -= piece;
      }
      return at;
    };
    const gap = (seconds: number) => { queue.push(NaN); holes.push(Math.round(seconds * hz)); };
    /** A window that nobody looked at does not draw: what is too old is a hole, too, when somebody looks again. */
    const push = (rate: number, samples: Int16Array) => {
      hz = rate;
      queue.push(...samples);
      if (queue.length <= 4 * rate) return;
      const cut = queue.slice(0, -2 * rate);
      const known = holes.splice(0, cut.filter(Number.isNaN).length);
      queue = [NaN, ...queue.slice(-2 * rate)];
      holes = [known.reduce((sum, one) => sum + one, cut.length - known.length), ...holes];
    };
    frame = requestAnimationFrame(step);
    onReady({ gap, push });
    return () => { cancelAnimationFrame(frame); onReady(null); };
  }, [low, high, onReady]);
  return <div className={css.sweep} data-colour={colour} data-silent={silent || undefined}><span className={css.sweepLabel}>{label}{silent ? ` · ${t('wall.silent')}` : ''}</span><canvas ref={canvas} aria-hidden /></div>;
}
