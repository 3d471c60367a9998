/** How a pathway runs, element by element: what stands there now, how long people let it wait, how long it takes. */
import { Anchor } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { DataList, fromRows, type Column } from '@/components/ui/DataList';
import { Section } from '@/components/ui/Section';
import type { ProcessShown } from '../api/processes';
import { span } from '../heat';
import css from './Case.module.css';

type Row = { id: string } & ProcessShown['load'][string];

export function Heat({ process, load, picked, xml }: { process: string; load: ProcessShown['load']; picked: string | null; xml: string }) {
  const { t } = useTranslation('workflows');
  // People know the steps by the words in the drawing, not by their ids.
  const names = useMemo(() => new Map([...new DOMParser().parseFromString(xml, 'text/xml').querySelectorAll('[id][name]')].map((one) => [one.id, one.getAttribute('name') ?? ''])), [xml]);
  const rows: Row[] = Object.entries(load).map(([id, one]) => ({ id, ...one }))
    // Gateways and events through which a case passes at once say nothing; the drawing shows them when they are chosen.
    .filter((row) => (picked ? row.id === picked : row.active + row.incidents > 0 || (row.cycle_seconds ?? 0) >= 1))
    .sort((a, b) => b.incidents - a.incidents || b.late - a.late || b.active - a.active || (b.cycle_seconds ?? 0) - (a.cycle_seconds ?? 0));
  const called = (id: string) => names.get(id) || id.replaceAll('_', ' ');
  // Two steps of one name are told apart by their ids.
  const twice = new Set(rows.map((row) => called(row.id)).filter((name, at, all) => all.indexOf(name) !== at));
  const label = (id: string) => (twice.has(called(id)) ? t('heat.one_of', { name: called(id), id: id.replaceAll('_', ' ') }) : called(id));
  // A number of cases leads to these cases.
  const cases = (row: Row, number: number, status: string) => (number === 0 ? number : (
    <Anchor component={Link} to="/cases" search={{ status, process, element: row.id, step: label(row.id) } as never} aria-label={t('heat.cases', { number, step: label(row.id) })}>{number}</Anchor>
  ));
  const columns: Column<Row>[] = [
    { key: 'id', header: t('heat.element'), cell: (row) => label(row.id), phone: 'bare' },
    { key: 'active', header: t('heat.active'), cell: (row) => cases(row, row.active, 'active'), end: true },
    { key: 'late', header: t('heat.late'), cell: (row) => row.late, end: true },
    { key: 'stuck', header: t('processes.stuck'), cell: (row) => cases(row, row.incidents, 'incident'), end: true },
    { key: 'wait', header: t('heat.wait'), cell: (row) => span(row.wait_seconds), end: true },
    { key: 'cycle', header: t('heat.cycle'), cell: (row) => span(row.cycle_seconds), end: true },
  ];
  return (
    <Section title={t('heat.title')} hint={t('heat.hint')}>
      <p className={css.legend}><span data-heat="1">{t('heat.quick')}</span><span data-heat="2">{t('heat.middling')}</span><span data-heat="3">{t('heat.slow')}</span></p>
      <DataList label={t('heat.title')} columns={columns} rowKey={(row) => row.id} pages={fromRows(rows)} empty={{ title: t('heat.empty') }} />
    </Section>
  );
}
