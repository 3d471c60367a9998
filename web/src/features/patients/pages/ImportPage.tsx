/** One import: name the columns, try, decide about likely duplicates, take in, and take back what nobody has touched. */
import { Button, Progress } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Download } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { PageWaiting } from '@/app/fallbacks';
import { usePathParams } from '@/app/page';
import { ErrorState } from '@/components/ui/ErrorState';
import { PageHeader } from '@/components/ui/PageHeader';
import { Section } from '@/components/ui/Section';
import { useConfirm } from '@/components/ui/confirm';
import { importQuery, resultUrl, useImportStep, type ImportPage as Page } from '../api/imports';
import { ImportColumns } from '../components/ImportColumns';
import { ImportRows } from '../components/ImportRows';
import { ImportState, isBusy, progress } from '../components/ImportState';
import css from '../components/Imports.module.css';

export default function ImportPage() {
  const { importId } = usePathParams<{ importId: string }>();
  const { data, error, refetch } = useQuery(importQuery(importId));
  if (error && !data) return <ErrorState problem={error} onRetry={() => void refetch()} />;
  return data ? <Shown page={data} /> : <PageWaiting />;
}

function Shown({ page }: { page: Page }) {
  const { summary } = page;
  const { t } = useTranslation(['patients', 'patients_imports']);
  const { status } = summary;
  const said = !['uploaded', 'checking', 'cancelled'].includes(status);
  return (
    <>
      <PageHeader title={summary.name} back={{ to: '/admin/imports', label: t('patients_imports:imports.title') }} badge={<ImportState summary={summary} />} />
      <Section title={t('patients_imports:imports.result')}>
        <Sums page={page} />
        {isBusy(status) ? <Progress value={progress(summary)} aria-label={t(`patients_imports:imports.status.${status}`)} /> : null}
        <Steps page={page} />
      </Section>
      {said ? <ImportRows page={page} /> : null}
      {status === 'uploaded' || status === 'checked' ? <ImportColumns key={status} page={page} /> : null}
    </>
  );
}

function Sums({ page: { summary, wrong, alike } }: { page: Page }) {
  const { t } = useTranslation(['patients', 'patients_imports']);
  const before = ['uploaded', 'checking', 'checked', 'cancelled'].includes(summary.status);
  const sums: [string, number][] = before
    ? [[t('patients_imports:imports.lines'), summary.rows], [t('patients_imports:imports.good'), Math.max(0, summary.checked - wrong - alike)], [t('patients_imports:imports.wrong'), wrong], [t('patients_imports:imports.alike'), alike]]
    : [[t('patients_imports:imports.lines'), summary.rows], [t('patients_imports:imports.imported'), summary.imported - summary.undone], [t('patients_imports:imports.skipped'), summary.skipped], ...(summary.undone ? [[t('patients_imports:imports.undone'), summary.undone] as [string, number]] : [])];
  return <dl className={css.sums}>{sums.map(([label, count]) => <div key={label}><dt>{label}</dt><dd className="figure">{count}</dd></div>)}</dl>;
}

function Steps({ page: { summary, wrong, alike } }: { page: Page }) {
  const { t } = useTranslation(['patients', 'patients_imports']);
  const confirm = useConfirm();
  const step = useImportStep(summary.id);
  const { status } = summary;
  const good = Math.max(0, summary.checked - wrong - alike);
  const ask = async (what: 'run' | 'stop' | 'undo') => {
    const yes = await confirm({ title: t(`patients_imports:imports.${what}_title`, { count: good }), body: t(`patients_imports:imports.${what}_body`), verb: t(`patients_imports:imports.${what}`), destructive: what !== 'run' });
    if (yes) step.mutate(what);
  };
  const may = { run: status === 'checked' && good > 0, stop: ['uploaded', 'checking', 'checked', 'running'].includes(status) && !summary.stopped, undo: status === 'done' && summary.imported > 0 };
  return (
    <div className={css.buttons}>
      {may.run ? <Button loading={step.isPending} onClick={() => void ask('run')}>{t('patients_imports:imports.run_count', { count: good })}</Button> : null}
      {summary.has_file && ['checked', 'done', 'undone'].includes(status) ? (
        <>
          <Button component="a" href={resultUrl(summary.id, true)} download variant="default" leftSection={<Download size={16} aria-hidden />}>{t('patients_imports:imports.download_refused')}</Button>
          {status === 'checked' ? null : <Button component="a" href={resultUrl(summary.id, false)} download variant="default" leftSection={<Download size={16} aria-hidden />}>{t('patients_imports:imports.download')}</Button>}
        </>
      ) : null}
      {may.stop ? <Button variant="default" onClick={() => void ask('stop')}>{t('patients_imports:imports.stop')}</Button> : null}
      {may.undo ? <Button variant="default" onClick={() => void ask('undo')}>{t('patients_imports:imports.undo')}</Button> : null}
    </div>
  );
}
