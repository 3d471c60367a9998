/** One vital sign over time: its mean, the span it moved in, the limits, and where alerts and notes stand. */
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import uPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';
import { useFacility } from '@/lib/auth';
import { clockTime, dayKey, shortDate } from '@/lib/time';
import type { Limit, Series } from '../api/vitals';
import { colourOf, keyOf, numberText, unitText, UNITS } from '../known';
import css from './Monitoring.module.css';

export type Mark = { at: number; kind: 'alert' | 'note' };

export default function Trend({ series, limit, marks, since, until }: { series: Series; limit: Limit | undefined; marks: Mark[]; since: number; until: number }) {
  const { t } = useTranslation('monitoring');
  const box = useRef<HTMLDivElement>(null);
  const key = keyOf(series.code);
  const { zone } = useFacility();
  useEffect(() => {
    const target = box.current;
    if (!target) return;
    const style = getComputedStyle(target);
    const [line, quiet, grid] = [style.color, style.getPropertyValue('--mantine-color-dimmed').trim() || '#868e96', style.getPropertyValue('--line').trim() || '#ccc'];
    const banded = series.low.length === series.at.length && series.at.length > 0;
    const chart = new uPlot({
      width: Math.max(220, target.clientWidth), height: 150, legend: { show: false }, tzDate: (at) => uPlot.tzDate(new Date(at * 1000), zone), cursor: { y: false, points: { size: 6 } },
      scales: { x: { min: since, max: until }, y: { range: (_u, low, high) => spread(low, high) } },
      axes: [{ stroke: quiet, grid: { stroke: grid, width: 1 }, font: '11px Inter Variable, sans-serif', values: (_u, splits) => ticks(splits, zone) }, { stroke: quiet, grid: { stroke: grid, width: 1 }, size: 40, font: '11px Inter Variable, sans-serif' }],
      series: [{}, { stroke: line, width: 1.6, spanGaps: !banded, points: { show: !banded, size: 6, fill: line } },
        ...(banded ? [{ stroke: 'transparent', points: { show: false } }, { stroke: 'transparent', points: { show: false } }] : [])],
      ...(banded ? { bands: [{ series: [3, 2] as [number, number], fill: faint(line) }] } : {}),
      hooks: { draw: [(plot) => { drawLimits(plot, limit, quiet); drawMarks(plot, marks, quiet); }] },
    }, (banded ? [series.at, series.mean, series.low, series.high] : [series.at, series.mean]) as uPlot.AlignedData, target);
    const watch = new ResizeObserver(() => chart.setSize({ width: Math.max(220, target.clientWidth), height: 150 }));
    watch.observe(target);
    return () => { watch.disconnect(); chart.destroy(); };
  }, [series, limit, marks, since, until, zone]);
  const last = series.mean.at(-1);
  return (
    <figure className={css.trend}>
      <figcaption><span>{key ? t(`vital.${key}`) : series.code}</span> <span className="tabular">{numberText(last, key)} {key ? unitText(UNITS[key]) : ''}</span></figcaption>
      <div ref={box} className={css.plot} data-colour={colourOf(key)} role="img" aria-label={t('trend.label', { name: key ? t(`vital.${key}`) : series.code, count: series.at.length })} />
    </figure>
  );
}

/** The hour of each line of the grid; its day where a day begins, and where every line is a day. */
function ticks(splits: number[], zone: string): string[] {
  return splits.map((at, place) => {
    const before = splits[place - 1];
    const [day, hour] = [shortDate(at * 1000, zone), clockTime(at * 1000, zone)];
    if (hour === '00:00') return day;
    return before === undefined || dayKey(before * 1000, zone) === dayKey(at * 1000, zone) ? hour : `${hour}\n${day}`;
  });
}

function spread(low: number, high: number): [number, number] {
  const room = Math.max((high - low) * 0.15, 2);
  return [low - room, high + room];
}

function faint(colour: string): string {
  return colour.startsWith('rgb(') ? colour.replace('rgb(', 'rgba(').replace(')', ', 0.15)') : colour;
}

function drawLimits(plot: uPlot, limit: Limit | undefined, colour: string) {
  if (!limit) return;
  const { ctx, bbox } = plot;
  ctx.save();
  ctx.strokeStyle = colour;
  ctx.setLineDash([4, 4]);
  for (const end of [limit.low, limit.high]) {
    if (end === null || end === undefined) continue;
    const y = plot.valToPos(Number(end), 'y', true);
    if (y < bbox.top || y > bbox.top + bbox.height) continue;
    ctx.beginPath();
    ctx.moveTo(bbox.left, y);
    ctx.lineTo(bbox.left + bbox.width, y);
    ctx.stroke();
  }
  ctx.restore();
}

function drawMarks(plot: uPlot, marks: Mark[], colour: string) {
  const { ctx, bbox } = plot;
  ctx.save();
  ctx.strokeStyle = ctx.fillStyle = colour;
  ctx.font = `${11 * (window.devicePixelRatio || 1)}px sans-serif`;
  for (const mark of marks) {
    const x = plot.valToPos(mark.at, 'x', true);
    if (x < bbox.left || x > bbox.left + bbox.width) continue;
    ctx.fillRect(x - 0.5, bbox.top, 1, bbox.height);
    ctx.fillText(mark.kind === 'alert' ? '▲' : '✎', x - 5, bbox.top + 11 * (window.devicePixelRatio || 1));
  }
  ctx.restore();
}
