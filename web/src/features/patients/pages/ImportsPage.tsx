/** Patients of another system: upload its list, see what became of earlier ones. */
import { Button, FileButton } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { FileUp } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { DataList, fromRows } from '@/components/ui/DataList';
import { FormProblem } from '@/components/ui/FormProblem';
import { PageHeader } from '@/components/ui/PageHeader';
import { TimeText } from '@/components/ui/TimeText';
import { asProblem } from '@/lib/problem';
import { importsQuery, useUploadImport } from '../api/imports';
import { ImportState } from '../components/ImportState';

export default function ImportsPage() {
  const { t } = useTranslation(['patients', 'patients_imports']);
  const navigate = useNavigate();
  const { data, error, refetch } = useQuery(importsQuery);
  const upload = useUploadImport();
  const take = (file: File | null) => file && upload.mutate(file, { onSuccess: ({ summary }) => void navigate({ to: `/admin/imports/${summary.id}` }) });
  return (
    <>
      <PageHeader title={t('patients_imports:imports.title')} lead={t('patients_imports:imports.lead')} back={{ to: '/admin', label: t('rules.back') }}
        actions={(
          <FileButton onChange={take} accept=".csv,.txt,.tsv,text/csv,text/plain,text/tab-separated-values">
            {(props) => <Button {...props} leftSection={<FileUp size={16} aria-hidden />} loading={upload.isPending}>{t('patients_imports:imports.upload')}</Button>}
          </FileButton>
        )} />
      <FormProblem problem={upload.error} />
      <DataList label={t('patients_imports:imports.title')} rowKey={(row) => row.id} linkTo={(row) => `/admin/imports/${row.id}`}
        pages={fromRows(data?.items, { problem: error && !data ? asProblem(error) : null, retry: () => void refetch() })}
        empty={{ title: t('patients_imports:imports.empty'), hint: t('patients_imports:imports.empty_hint') }}
        columns={[
          { key: 'name', header: t('patients_imports:imports.file'), cell: (row) => row.name },
          { key: 'state', header: t('rules.state'), cell: (row) => <ImportState summary={row} /> },
          { key: 'rows', header: t('patients_imports:imports.lines'), cell: (row) => row.rows, end: true, phone: false },
          { key: 'imported', header: t('patients_imports:imports.imported'), cell: (row) => row.imported - row.undone, end: true, phone: false },
          { key: 'skipped', header: t('patients_imports:imports.skipped'), cell: (row) => row.skipped, end: true, phone: false },
          { key: 'at', header: t('patients_imports:imports.at'), cell: (row) => <TimeText at={row.created_at} as="ago" />, end: true, phone: false },
        ]} />
    </>
  );
}
