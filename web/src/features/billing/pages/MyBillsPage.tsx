import { lazy, Suspense } from 'react';
import { useTranslation } from 'react-i18next';
import { ReceiptText } from 'lucide-react';
import { DataList } from '@/components/ui/DataList';
import { EmptyState } from '@/components/ui/EmptyState';
import { Money } from '@/components/ui/Money';
import { PageHeader } from '@/components/ui/PageHeader';
import { TimeText } from '@/components/ui/TimeText';
import { useMay } from '@/lib/auth';
import { useInvoices } from '../api/invoices';
import { InvoiceBadge } from '../components/InvoiceBadge';

const OwnCredit = lazy(() => import('../components/OwnCredit'));

export default function MyBillsPage() {
  const { t } = useTranslation('billing');
  const may = useMay();
  const pages = useInvoices();
  return (
    <>
      <PageHeader title={t('bills.title')} />
      {may('bill.pay') ? <Suspense fallback={null}><OwnCredit /></Suspense> : null}
      {!pages.loading && !pages.problem && pages.rows.length === 0
        ? <EmptyState icon={ReceiptText} title={t('bills.none')} hint={t('bills.none_hint')} />
        : <DataList label={t('bills.title')} pages={pages} rowKey={(row) => row.id} linkTo={(row) => `/my/bills/${row.id}`} flashKey={(row) => row.status}
            empty={{ title: t('bills.none') }}
            columns={[
              { key: 'number', header: t('bill.number'), cell: (row) => row.number },
              { key: 'issued', header: t('bill.issued'), cell: (row) => <TimeText at={row.issued_at} as="date" /> },
              { key: 'amount', header: t('line.amount'), end: true, cell: (row) => <Money amount={{ minor: row.total, currency: row.currency }} /> },
              { key: 'status', header: t('bill.status'), phone: 'bare', cell: (row) => <InvoiceBadge status={row.status} /> },
            ]} />}
    </>
  );
}
