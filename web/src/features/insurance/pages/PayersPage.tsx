/** Insurers: where their claims go and what they want on them. */
import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { DataList, fromRows, type Column } from '@/components/ui/DataList';
import { PageHeader } from '@/components/ui/PageHeader';
import { StatusBadge } from '@/components/ui/StatusBadge';
import { asProblem } from '@/lib/problem';
import { payerProfilesQuery, type Payer } from '../api/payers';
import { PayerForm } from '../components/PayerForm';

export default function PayersPage() {
  const { t } = useTranslation('insurance');
  const { data, error, refetch } = useQuery(payerProfilesQuery);
  const [open, setOpen] = useState<Payer | 'new' | null>(null);
  const columns: Column<Payer>[] = [
    { key: 'name', header: t('payers.name'), cell: (row) => row.name, sort: (row) => row.name },
    { key: 'code', header: t('payers.code'), cell: (row) => row.code },
    { key: 'receiver', header: t('payers.receiver_name'), cell: (row) => row.receiver_name, phone: false },
    { key: 'days', header: t('payers.filing_days'), cell: (row) => String((row.rules as { filing_days?: number }).filing_days ?? 365), end: true },
    { key: 'state', header: t('claims.status'), cell: (row) => <State payer={row} />, phone: 'bare' },
  ];
  if (open) {
    return (
      <>
        <PageHeader title={open === 'new' ? t('payers.add') : open.name} />
        <PayerForm payer={open === 'new' ? null : open} onClose={() => setOpen(null)} />
      </>
    );
  }
  return (
    <>
      <PageHeader title={t('payers.title')} lead={t('payers.lead')} actions={<Button onClick={() => setOpen('new')}>{t('payers.add')}</Button>} />
      <DataList label={t('payers.title')} columns={columns} rowKey={(row) => row.id} onOpen={setOpen}
        pages={fromRows(data?.items, { problem: error && !data ? asProblem(error) : null, retry: () => void refetch() })}
        empty={{ title: t('payers.empty'), hint: t('payers.empty_hint') }} />
    </>
  );
}

function State({ payer }: { payer: Payer }) {
  const { t } = useTranslation('insurance');
  if (payer.simulated) return <StatusBadge tone="info" label={t('payers.simulated')} />;
  return payer.active ? <StatusBadge tone="done" label={t('payers.in_use')} /> : <StatusBadge tone="neutral" label={t('payers.not_in_use')} />;
}
