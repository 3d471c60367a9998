/** What is said about the lines: what is wrong, whom they look like, whom they became. */
import { Anchor, Button, SegmentedControl } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { DataList, type Column } from '@/components/ui/DataList';
import { Section } from '@/components/ui/Section';
import { StatusBadge, type Tone } from '@/components/ui/StatusBadge';
import { useMay } from '@/lib/auth';
import { useAcceptLine, useImportRows, type ImportPage, type ImportRow } from '../api/imports';

const tones: Record<string, Tone> = { imported: 'done', kept: 'info', undone: 'neutral', likely_duplicate: 'attention', repeated: 'attention' };

export function ImportRows({ page: { summary, targets } }: { page: ImportPage }) {
  const { t } = useTranslation(['patients', 'patients_imports']);
  const after = summary.imported > 0;
  const [shown, setShown] = useState('refused');
  const rows = useImportRows(summary.id, shown === 'made');
  const accept = useAcceptLine(summary.id);
  const maySee = useMay()('patient.any');
  const field = (name: string) => targets.find((one) => one.target === name)?.label || t(`patients_imports:imports.target.${name.replace('.', '_')}` as 'imports.target.given', name);
  const columns: Column<ImportRow>[] = [
    { key: 'line', header: t('patients_imports:imports.line'), cell: (row) => <span className="tabular">{row.line}</span> },
    { key: 'person', header: t('patients_imports:imports.person'), cell: (row) => row.person || '—', phone: 'bare' },
    { key: 'field', header: t('patients_imports:imports.field'), cell: (row) => (row.field ? field(row.field) : '—'), phone: 'bare' },
    { key: 'what', header: t('patients_imports:imports.what'), cell: (row) => <StatusBadge tone={tones[row.code] ?? 'problem'} label={row.accepted ? t('patients_imports:imports.accepted') : t(`patients_imports:imports.code.${row.code}` as 'imports.code.missing', row.message)} />, phone: 'bare' },
    { key: 'who', header: t('patients_imports:imports.who'), cell: (row) => <Who row={row} maySee={maySee} />, phone: 'bare' },
  ];
  return (
    <Section title={t('patients_imports:imports.said')} hint={summary.status === 'checked' ? t('patients_imports:imports.said_hint') : undefined}>
      <DataList label={t('patients_imports:imports.said')} columns={columns} pages={rows} rowKey={(row) => `${row.line} ${row.field}`}
        filters={after ? <SegmentedControl value={shown} onChange={setShown} data={[{ value: 'refused', label: t('patients_imports:imports.skipped') }, { value: 'made', label: t('patients_imports:imports.imported') }]} /> : undefined}
        actions={summary.status === 'checked' ? (row) => (row.code === 'likely_duplicate'
          ? <Button variant="default" size="compact-sm" onClick={() => accept.mutate({ line: row.line, accepted: !row.accepted })}>{t(row.accepted ? 'patients_imports:imports.refuse' : 'patients_imports:imports.accept')}</Button> : null) : undefined}
        empty={{ title: t('patients_imports:imports.nothing_said') }} />
    </Section>
  );
}

function Who({ row, maySee }: { row: ImportRow; maySee: boolean }) {
  const { t } = useTranslation(['patients', 'patients_imports']);
  if (row.like) {
    const words = t('patients_imports:imports.like', { name: row.like.name, number: row.like.number, year: row.like.birth_year, score: row.like.score });
    return maySee ? <Anchor component={Link} to={`/patients/${row.like.id}`} inherit>{words}</Anchor> : <>{words}</>;
  }
  if (!row.made_number) return <>—</>;
  return maySee ? <Anchor component={Link} to={`/patients/${row.made_id ?? ''}`} inherit>{row.made_number}</Anchor> : <span className="tabular">{row.made_number}</span>;
}
