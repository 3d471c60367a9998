/** A pathway's diagram as a live map: how many cases stand where, what is late, what is stuck. */
import { Anchor, Button, Skeleton } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { usePathParams } from '@/app/page';
import { BpmnDiagram } from '@/components/ui/BpmnDiagram';
import { DataList, fromRows, type Column } from '@/components/ui/DataList';
import { ErrorState } from '@/components/ui/ErrorState';
import { PageHeader } from '@/components/ui/PageHeader';
import { Section } from '@/components/ui/Section';
import { Slot } from '@/components/ui/Slot';
import { StatusBadge } from '@/components/ui/StatusBadge';
import { TimeText } from '@/components/ui/TimeText';
import { aboutOf } from '../about';
import css from '../components/Case.module.css';
import { Figures } from '../components/Figures';
import { Heat } from '../components/Heat';
import { heatOf } from '../heat';
import { processQuery, type ProcessShown } from '../api/processes';

type Version = ProcessShown['versions'][number];

export default function ProcessPage() {
  const { id } = usePathParams<{ id: string }>();
  const { t } = useTranslation('workflows');
  const { data, error, refetch } = useQuery(processQuery(id));
  const marks = useMemo(() => ({
    tokens: Object.fromEntries(Object.entries(data?.load ?? {}).map(([element, load]) => [element, load.active + load.incidents])),
    active: Object.entries(data?.load ?? {}).filter(([, load]) => load.active > 0).map(([element]) => element),
    incidents: Object.entries(data?.load ?? {}).filter(([, load]) => load.incidents > 0).map(([element]) => element),
    heat: heatOf(data?.load ?? {}),
  }), [data]);
  const about = useMemo(() => (data ? aboutOf(data.xml) : ''), [data]);
  const [picked, setPicked] = useState<string | null>(null);
  const back = { to: '/pathways', label: t('processes.title') };
  if (error && !data) return <><PageHeader title={t('processes.title')} back={back} /><ErrorState problem={error} onRetry={() => void refetch()} /></>;
  if (!data) return <><PageHeader title={t('processes.title')} back={back} /><Skeleton height={460} radius="md" /></>;
  const columns: Column<Version>[] = [
    { key: 'number', header: t('processes.version'), cell: (row) => row.number },
    { key: 'state', header: t('cases.status'), cell: (row) => (row.active ? <StatusBadge tone="active" label={t('processes.active')} /> : <StatusBadge tone="neutral" label={t('processes.former')} />) },
    { key: 'cases', header: t('processes.cases'), cell: (row) => row.cases, end: true },
    { key: 'published', header: t('processes.published'), cell: (row) => <TimeText at={row.published_at} />, end: true },
  ];
  const sum = (what: 'active' | 'late' | 'incidents') => Object.values(data.load).reduce((total, load) => total + load[what], 0);
  // A case belongs to the pathway that called: here only what stands at this one's elements can be counted.
  const lead = data.called_by.length && !data.running
    ? t('processes.numbers_called', { open: sum('active'), late: sum('late'), stuck: sum('incidents') })
    : t('processes.numbers', { running: data.running, stuck: data.incidents, late: sum('late') });
  return (
    <>
      <PageHeader title={data.name} back={back} lead={lead}
        actions={<><Button component={Link} to={`/cases?status=active&process=${data.process_id}`} variant="default">{t('processes.show_cases')}</Button><Slot name="pathway.actions" with={{ processId: data.process_id }} /></>} />
      {about ? <p className={css.about}>{about}</p> : null}
      <Related label={t('processes.calls')} of={data.called} />
      <Related label={t('processes.called_by')} of={data.called_by} hint={t('processes.called_by_hint')} />
      <Section><BpmnDiagram xml={data.xml} name={data.name} height={460} {...marks} onSelect={(element) => setPicked((before) => (before === element ? null : element))} /></Section>
      <Heat process={data.process_id} load={data.load} picked={picked} xml={data.xml} />
      <Figures key={id} id={id} versions={data.versions} />
      <Section title={t('processes.versions')} hint={t('processes.versions_hint')}>
        <DataList label={t('processes.versions')} columns={columns} rowKey={(row) => row.id} pages={fromRows(data.versions)} empty={{ title: t('processes.empty') }} />
      </Section>
    </>
  );
}

/** Pathways that belong to this one. */
function Related({ label, of, hint }: { label: string; of: ProcessShown['called']; hint?: string }) {
  if (!of.length) return null;
  return (
    <p className={css.about}>
      <strong>{label}:</strong> {of.map((one, place) => <span key={one.process_id}>{place ? ', ' : null}<Anchor component={Link} to={`/pathways/${one.process_id}`}>{one.name}</Anchor></span>)}
      {hint ? <span className={css.quiet}> {hint}</span> : null}
    </p>
  );
}
