/** How a pathway did in a period: its cases by day, how long they took, where people were late and what went wrong. */
import { Anchor, Button, Select, Skeleton } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Download } from 'lucide-react';
import { useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { DataList, fromRows, type Column } from '@/components/ui/DataList';
import { ErrorState } from '@/components/ui/ErrorState';
import { Section } from '@/components/ui/Section';
import { DateText } from '@/components/ui/TimeText';
import { figuresFile, figuresQuery, type Figures as Found, type FiguresAsked } from '../api/figures';
import type { ProcessShown } from '../api/processes';
import { span } from '../heat';
import css from './Figures.module.css';

type Element = Found['elements'][number];
type Cause = Found['causes'][number];
const PERIODS = [7, 30, 90, 365];

export function Figures({ id, versions }: { id: string; versions: ProcessShown['versions'] }) {
  const { t } = useTranslation('workflows');
  const [asked, setAsked] = useState<FiguresAsked>({ days: 30 });
  const { data, error, refetch } = useQuery(figuresQuery(id, asked));
  return (
    <Section title={t('figures.title')} hint={t('figures.hint')}
      actions={<Button variant="default" component="a" href={figuresFile(id, asked, 'elements')} download leftSection={<Download size={16} aria-hidden />}>{t('figures.file')}</Button>}>
      <div className={css.controls}>
        <Select label={t('figures.period')} allowDeselect={false} value={String(asked.days)} onChange={(days) => setAsked({ ...asked, days: Number(days) })}
          data={PERIODS.map((days) => ({ value: String(days), label: t('figures.days', { count: days }) }))} />
        <Select label={t('processes.version')} value={String(asked.version ?? '')} allowDeselect={false} onChange={(number) => setAsked({ days: asked.days, ...(number ? { version: Number(number) } : {}) })}
          data={[{ value: '', label: t('figures.all_versions') }, ...versions.map(({ number }) => ({ value: String(number), label: t('figures.version', { number }) }))]} />
      </div>
      {error && !data ? <ErrorState problem={error} onRetry={() => void refetch()} /> : data ? <Shown id={id} asked={asked} found={data} /> : <Skeleton height={320} radius="md" />}
    </Section>
  );
}

function Shown({ id, asked, found }: { id: string; asked: FiguresAsked; found: Found }) {
  const { t } = useTranslation('workflows');
  const { cases } = found;
  const totals: [string, string | number][] = [
    ['started', cases.started], ['completed', cases.completed], ['cancelled', cases.cancelled], ['cycle', span(cases.cycle.median)], ['cycle_p90', span(cases.cycle.p90)],
    ['late', found.late], ['escalated', found.escalated], ['incidents', found.incidents],
  ];
  const both = (one: Element['wait']) => (one.median === null ? '—' : t('figures.both', { median: span(one.median), p90: span(one.p90) }));
  const elements: Column<Element>[] = [
    { key: 'name', header: t('heat.element'), cell: (row) => row.name, sort: (row) => row.name, phone: 'bare' },
    { key: 'visits', header: t('figures.visits'), cell: (row) => row.visits, sort: (row) => row.visits, end: true },
    { key: 'wait', header: t('heat.wait'), cell: (row) => both(row.wait), sort: (row) => row.wait.median ?? -1, end: true },
    { key: 'work', header: t('figures.work'), cell: (row) => both(row.work), sort: (row) => row.work.median ?? -1, end: true },
    { key: 'took', header: t('heat.cycle'), cell: (row) => both(row.took), sort: (row) => row.took.median ?? -1, end: true },
    { key: 'late', header: t('figures.late'), cell: (row) => row.late, sort: (row) => row.late, end: true },
    { key: 'escalated', header: t('figures.escalated'), cell: (row) => row.escalated, sort: (row) => row.escalated, end: true },
  ];
  const causes: Column<Cause>[] = [
    { key: 'name', header: t('heat.element'), cell: (row) => row.name, phone: 'bare' },
    { key: 'code', header: t('figures.cause'), cell: (row) => row.code.replaceAll('_', ' ') },
    { key: 'count', header: t('figures.often'), cell: (row) => row.count, end: true },
    { key: 'open', header: t('figures.open'), cell: (row) => row.open, end: true },
    { key: 'stood', header: t('figures.stood'), cell: (row) => both(row.stood), end: true },
  ];
  return (
    <>
      <ul className={css.totals}>
        {totals.map(([key, value]) => <li key={key}><span className="figure">{value}</span><span>{t(`figures.${key}` as 'figures.started')}</span></li>)}
      </ul>
      {found.called ? <p className={css.quiet}>{t('figures.called', { count: found.called })}</p> : null}
      <Days days={found.days} />
      <h3 className={css.part}>{t('figures.elements')}</h3>
      <p className={css.quiet}>{t('figures.both_hint')}{found.capped ? ` ${t('figures.capped')}` : ''}</p>
      <DataList label={t('figures.elements')} columns={elements} rowKey={(row) => row.element_id} pages={fromRows(found.elements.filter((row) => row.tasks > 0 || (row.took.median ?? 0) >= 1))} empty={{ title: t('figures.none') }} />
      {found.causes.length ? (
        <>
          <h3 className={css.part}>{t('figures.causes')}</h3>
          <DataList label={t('figures.causes')} columns={causes} rowKey={(row) => `${row.element_id} ${row.code}`} pages={fromRows(found.causes)} empty={{ title: t('figures.none') }} />
        </>
      ) : null}
      <p className={css.files}>{t('figures.more_files')} {(['days', 'versions', 'incidents'] as const).map((table) => <Anchor key={table} href={figuresFile(id, asked, table)} download>{t(`figures.tables.${table}`)}</Anchor>)}</p>
    </>
  );
}

const WIDTH = 960, HEIGHT = 96;

/** What was started and what came to an end, day by day; the numbers themselves are in the file of days. */
function Days({ days }: { days: Found['days'] }) {
  const { t } = useTranslation('workflows');
  const title = useId();
  const most = Math.max(1, ...days.map((one) => Math.max(one.started, one.completed + one.cancelled)));
  const step = WIDTH / Math.max(1, days.length);
  const tall = (value: number) => Math.max(value > 0 ? 2 : 0, (value / most) * (HEIGHT - 4));
  return (
    <figure className={css.days}>
      <svg viewBox={`0 0 ${WIDTH} ${HEIGHT}`} role="img" aria-labelledby={title} preserveAspectRatio="none">
        <title id={title}>{t('figures.chart')}</title>
        {days.map((one, n) => (
          <g key={one.day}>
            <title>{t('figures.day', { day: one.day, started: one.started, completed: one.completed, cancelled: one.cancelled })}</title>
            <rect x={n * step} y={0} width={step} height={HEIGHT} className={css.reach} />
            <rect x={n * step + step * 0.1} y={HEIGHT - tall(one.started)} width={step * 0.38} height={tall(one.started)} className={css.started} />
            <rect x={n * step + step * 0.52} y={HEIGHT - tall(one.completed + one.cancelled)} width={step * 0.38} height={tall(one.completed + one.cancelled)} className={css.ended} />
          </g>
        ))}
      </svg>
      <figcaption className={css.axis}>
        {days[0] ? <DateText date={days[0].day} /> : null}
        <span className={css.legend}><span data-bar="started">{t('figures.started')}</span><span data-bar="ended">{t('figures.ended')}</span></span>
        {days.length > 1 ? <DateText date={days.at(-1)?.day ?? ''} /> : null}
      </figcaption>
    </figure>
  );
}
