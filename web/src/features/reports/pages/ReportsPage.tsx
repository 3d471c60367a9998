/** One question at a time: its totals, a picture, the lines, and behind each line its rows. */
import { Button, Skeleton } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { Download, FileText, Star } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useSearchParams } from '@/app/page';
import { DataList, fromRows, type Column } from '@/components/ui/DataList';
import { ErrorState } from '@/components/ui/ErrorState';
import { PageHeader } from '@/components/ui/PageHeader';
import { DateText } from '@/components/ui/TimeText';
import { asProblem } from '@/lib/problem';
import { catalogueQuery, chosen, fileOf, reportQuery, savedQuery, type Question, type Report } from '../api/reports';
import { Chart } from '../components/Chart';
import { Controls } from '../components/Controls';
import { Menu } from '../components/Menu';
import css from '../components/Reports.module.css';
import { RowsDrawer, type Opened } from '../components/RowsDrawer';
import { SaveDialog } from '../components/SaveDialog';
import { columnName, figure, groupName, subjectName } from '../components/words';

const CALENDAR = ['day', 'week', 'month', 'weekday', 'hour'];

export default function ReportsPage() {
  const { t } = useTranslation('reports');
  const navigate = useNavigate();
  const asked = useSearchParams<Question>();
  const { data: catalogue, error: broken, refetch } = useQuery(catalogueQuery);
  const { data: saved } = useQuery(savedQuery);
  const [saving, setSaving] = useState(false);
  const question = { ...asked, subject: asked.subject || catalogue?.subjects[0]?.key || '' };
  const { data: report, error } = useQuery(reportQuery(question));
  if (broken && !catalogue) return <><PageHeader title={t('title')} /><ErrorState problem={broken} onRetry={() => void refetch()} /></>;
  const subject = catalogue?.subjects.find(({ key }) => key === question.subject);
  const change = (next: Partial<Question>) => void navigate({ to: '/reports', search: { ...question, ...next } as never, replace: true });
  const here = JSON.stringify(chosen(question));
  const current = saved?.items.find(({ definition }) => JSON.stringify(definition) === here)?.id ?? '';
  return (
    <>
      <PageHeader title={subject ? subjectName(t, subject.key) : t('title')} lead={subject ? t(`about.${subject.key}` as 'about.visits', '') : undefined}
        actions={subject ? (
          <div className={css.files}>
            <Button variant="default" component="a" href={fileOf('figures.csv', question)} download leftSection={<Download size={16} aria-hidden />}>{t('csv')}</Button>
            <Button variant="default" component="a" href={fileOf('figures.pdf', question)} download leftSection={<FileText size={16} aria-hidden />}>{t('pdf')}</Button>
            <Button variant="default" leftSection={<Star size={16} aria-hidden />} onClick={() => setSaving(true)}>{t('keep')}</Button>
          </div>
        ) : undefined} />
      <div className={css.layout}>
        {catalogue ? <Menu catalogue={catalogue} saved={saved?.items ?? []} subject={question.subject} current={current} /> : <Skeleton height={320} radius="md" />}
        <div>
          {catalogue && subject ? <Controls catalogue={catalogue} subject={subject} question={question} onChange={change} /> : null}
          {error && !report ? <ErrorState problem={asProblem(error)} /> : report?.subject === question.subject ? <Figures report={report} question={question} /> : <Skeleton height={320} radius="md" />}
        </div>
      </div>
      {catalogue ? <SaveDialog opened={saving} onClose={() => setSaving(false)} question={question} catalogue={catalogue} /> : null}
    </>
  );
}

function Figures({ report, question }: { report: Report; question: Question }) {
  const { t, i18n } = useTranslation('reports');
  const [opened, setOpened] = useState<Opened | null>(null);
  const groups = report.columns.filter(({ role }) => role === 'group');
  const measures = report.columns.filter(({ role }) => role === 'measure');
  type Line = Report['lines'][number];
  const name = (line: Line) => groups.map(({ kind }, n) => groupName(t, kind, line.names[n] ?? '', i18n.language)).join(' · ');
  const open = (line: Line) => setOpened({ title: name(line), at: Object.fromEntries(line.keys.map((key, n) => [`at${n + 1}`, key])) });
  const columns: Column<Line>[] = [
    ...groups.map(({ key, kind }, n): Column<Line> => ({ key, header: columnName(t, key), cell: (line) => groupName(t, kind, line.names[n] ?? '', i18n.language), sort: (line) => line.names[n] ?? '' })),
    ...measures.map(({ key, kind }, n): Column<Line> => ({ key: `m_${key}`, header: columnName(t, key), cell: (line) => figure(kind, line.values[n], report.currency, i18n.language), sort: (line) => line.values[n] ?? -1, end: true })),
  ];
  const shown = measures[0];
  return (
    <>
      <p className={css.stated}><DateText date={report.first} /> – <DateText date={report.last} /> · {t('zone', { zone: report.zone })}</p>
      <ul className={css.totals}>
        {measures.map(({ key, kind }, n) => <li key={key}><span className="figure">{figure(kind, report.totals[n], report.currency, i18n.language)}</span><span>{columnName(t, key)}</span></li>)}
      </ul>
      {shown && report.lines.length > 0 && groups.length === 1 ? (
        <Chart calendar={CALENDAR.includes(groups[0]?.kind ?? '')} label={columnName(t, shown.key)} onOpen={(n) => { const line = report.lines[n]; if (line) open(line); }}
          bars={report.lines.map((line) => ({ key: line.keys.join('|'), name: name(line), value: line.values[0] ?? 0, shown: figure(shown.kind, line.values[0], report.currency, i18n.language) }))} />
      ) : null}
      <DataList label={t('lines')} columns={columns} rowKey={(line) => line.keys.join('|')} pages={fromRows(report.lines)} onOpen={open} empty={{ title: t('empty'), hint: t('empty_hint') }} />
      {report.truncated ? <p className={css.stated}>{t('truncated')}</p> : null}
      <RowsDrawer opened={opened} question={question} currency={report.currency} onClose={() => setOpened(null)} />
    </>
  );
}
