import { SegmentedControl } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { DataList } from '@/components/ui/DataList';
import { Money } from '@/components/ui/Money';
import { PageHeader } from '@/components/ui/PageHeader';
import { TimeText } from '@/components/ui/TimeText';
import { useInvoices, type InvoiceStatus } from '../api/invoices';
import Credits from '../components/Credits';
import { InvoiceBadge } from '../components/InvoiceBadge';

export default function InvoicesPage() {
  const { t } = useTranslation('billing');
  const [status, setStatus] = useState<InvoiceStatus | 'all'>('issued');
  const pages = useInvoices(status === 'all' ? undefined : status);
  return (
    <>
      <PageHeader title={t('invoices.title')} lead={t('invoices.lead')} />
      <Credits />
      <DataList label={t('invoices.title')} pages={pages} rowKey={(row) => row.id} linkTo={(row) => `/invoices/${row.id}`} flashKey={(row) => row.status}
        filters={<SegmentedControl value={status} onChange={(value) => setStatus(value as InvoiceStatus)} aria-label={t('bill.status')}
          data={[{ value: 'issued', label: t('status.issued') }, { value: 'paid', label: t('status.paid') }, { value: 'all', label: t('status.all') }]} />}
        empty={{ title: t('invoices.none'), hint: t('invoices.none_hint') }}
        columns={[
          { key: 'number', header: t('bill.number'), cell: (row) => row.number },
          { key: 'patient', header: t('bill.patient'), cell: (row) => row.patient_name },
          { key: 'reason', header: t('bill.why'), phone: false, cell: (row) => t(`reason_staff.${row.reason}`) },
          { key: 'issued', header: t('bill.issued'), sort: (row) => row.issued_at, cell: (row) => <TimeText at={row.issued_at} as="date" /> },
          { key: 'amount', header: t('line.amount'), end: true, sort: (row) => row.total, cell: (row) => <Money amount={{ minor: row.total, currency: row.currency }} /> },
          { key: 'status', header: t('bill.status'), phone: 'bare', cell: (row) => <InvoiceBadge status={row.status} /> },
        ]} />
    </>
  );
}
