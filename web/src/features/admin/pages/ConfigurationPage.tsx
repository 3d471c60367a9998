/** Everything that was set as one file: take it along, compare a file with what is set here, apply it. */
import { Button, FileInput } from '@mantine/core';
import { Download, FileJson } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { DataList, fromRows, type Column } from '@/components/ui/DataList';
import { FormProblem } from '@/components/ui/FormProblem';
import { PageHeader } from '@/components/ui/PageHeader';
import { Section } from '@/components/ui/Section';
import { StatusBadge } from '@/components/ui/StatusBadge';
import { useConfiguration, type Comparison } from '../api/hub';
import css from './Hub.module.css';

type Change = Comparison['changes'][number];

export default function ConfigurationPage() {
  const { t } = useTranslation('admin');
  const [document, setDocument] = useState<Record<string, unknown> | null>(null);
  const [unreadable, setUnreadable] = useState(false);
  const compare = useConfiguration();
  const take = async (file: File | null) => {
    compare.reset();
    setUnreadable(false);
    setDocument(null);
    if (!file) return;
    try {
      const found = JSON.parse(await file.text()) as Record<string, unknown>;
      setDocument(found);
      compare.mutate({ document: found, apply: false });
    } catch {
      setUnreadable(true);
    }
  };
  const columns: Column<Change>[] = [
    { key: 'part', header: t('configuration.part'), cell: (row) => t(`configuration.parts.${row.part}` as 'configuration.parts.prices', row.part) },
    { key: 'key', header: t('configuration.what'), cell: (row) => <code>{row.key}</code>, phone: 'bare' },
    { key: 'kind', header: t('configuration.change'), cell: (row) => <StatusBadge tone="neutral" label={t(`configuration.kinds.${row.kind}`)} />, phone: 'bare' },
    { key: 'values', header: t('configuration.values'), cell: (row) => <div className={css.diff}>{row.before ? <del>{JSON.stringify(row.before)}</del> : null}<ins>{JSON.stringify(row.after)}</ins></div>, phone: false },
  ];
  const result = compare.data;
  return (
    <>
      <PageHeader title={t('configuration.title')} lead={t('configuration.lead')} back={{ to: '/admin', label: t('hub.title') }}
        actions={<Button component="a" href="/api/admin/configuration" download variant="default" leftSection={<Download size={16} aria-hidden />}>{t('configuration.download')}</Button>} />
      <Section title={t('configuration.compare')} hint={t('configuration.compare_hint')}>
        <div className={css.form}>
          <FileInput label={t('configuration.file')} placeholder={t('configuration.choose')} accept="application/json" leftSection={<FileJson size={16} aria-hidden />} clearable error={unreadable ? t('configuration.unreadable') : undefined} onChange={(file) => void take(file)} />
          <FormProblem problem={compare.error} />
        </div>
        {result ? (
          <>
            <DataList label={t('configuration.changes')} columns={columns} pages={fromRows(result.applied ? [] : result.changes)} rowKey={(row) => `${row.part} ${row.key}`} empty={result.applied ? { title: t('configuration.applied', { count: result.changes.length }) } : { title: t('configuration.same'), hint: t('configuration.same_hint') }} />
            {!result.applied && result.changes.length > 0 && document ? <Button loading={compare.isPending} onClick={() => compare.mutate({ document, apply: true })}>{t('configuration.apply', { count: result.changes.length })}</Button> : null}
          </>
        ) : null}
      </Section>
    </>
  );
}
