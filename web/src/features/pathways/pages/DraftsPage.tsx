/** Pathways being drawn, and beginning a new one: blank, from a template, from a file, or from what runs now. */
import { Button, SegmentedControl } from '@mantine/core';
import { Link, useNavigate } from '@tanstack/react-router';
import { BookOpenText, Plus } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useSearchParams } from '@/app/page';
import { DataList, type Column } from '@/components/ui/DataList';
import { PageHeader } from '@/components/ui/PageHeader';
import { TimeText } from '@/components/ui/TimeText';
import { useMay } from '@/lib/auth';
import { useDraftPages, type Which } from '../api/drafts';
import type { DraftRow } from '../api/types';
import { DraftStatus } from '../components/DraftStatus';
import { NewDraft } from '../components/NewDraft';

export default function DraftsPage() {
  const { t } = useTranslation('pathways');
  const search = useSearchParams<{ new?: string; process?: string }>();
  const navigate = useNavigate();
  const may = useMay();
  const [which, setWhich] = useState<Which>('open');
  const pages = useDraftPages(which);
  const open = (how: string | undefined) => void navigate({ to: '/pathways/drafts', search: { new: how } as never });
  const columns: Column<DraftRow>[] = [
    { key: 'name', header: t('drafts.name'), cell: (row) => row.name, sort: (row) => row.name },
    { key: 'status', header: t('drafts.status'), cell: (row) => <DraftStatus status={row.status} />, sort: (row) => row.status },
    { key: 'from', header: t('drafts.from'), cell: (row) => (row.base_number ? t('drafts.from_version', { number: row.base_number }) : t('drafts.from_new')), phone: false },
    { key: 'author', header: t('drafts.author'), cell: (row) => (row.mine ? t('drafts.you') : row.author?.name ?? ''), sort: (row) => row.author?.name ?? '', phone: false },
    { key: 'saved', header: t('drafts.saved'), cell: (row) => <TimeText at={row.saved_at} />, sort: (row) => row.saved_at, end: true },
  ];
  const begin = may('process.edit') ? <Button leftSection={<Plus size={16} />} onClick={() => open('blank')}>{t('drafts.new')}</Button> : null;
  return (
    <>
      <PageHeader title={t('drafts.title')} lead={t('drafts.lead')} back={{ to: '/pathways', label: t('drafts.back') }}
        actions={<><Button component={Link} to="/pathways/language" variant="default" leftSection={<BookOpenText size={16} />}>{t('nav.language')}</Button>{begin}</>} />
      <DataList label={t('drafts.title')} columns={columns} rowKey={(row) => row.id} pages={pages} linkTo={(row) => `/pathways/drafts/${row.id}`} flashKey={(row) => row.version}
        filters={<SegmentedControl value={which} onChange={(value) => setWhich(value as Which)} aria-label={t('drafts.which')} data={(['open', 'published', 'discarded'] as const).map((value) => ({ value, label: t(`drafts.only_${value}`) }))} />}
        empty={{ title: t('drafts.empty'), hint: t('drafts.empty_hint'), action: which === 'open' ? begin : undefined }} />
      {may('process.edit') && (search.new || search.process) ? <NewDraft how={search.new === 'file' ? 'file' : search.process ? 'process' : 'template'} process={search.process} onClose={() => open(undefined)} /> : null}
    </>
  );
}
