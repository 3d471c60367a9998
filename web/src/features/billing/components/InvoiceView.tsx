/** One bill: what for, how much, pay it, the receipt. The same page for the patient and the billing office. */
import { Button, Skeleton } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Download } from 'lucide-react';
import { lazy, Suspense } from 'react';
import { useTranslation } from 'react-i18next';
import { usePathParams } from '@/app/page';
import { ErrorState } from '@/components/ui/ErrorState';
import { KeyValue } from '@/components/ui/KeyValue';
import { PageHeader } from '@/components/ui/PageHeader';
import { Section } from '@/components/ui/Section';
import { DateText, TimeText } from '@/components/ui/TimeText';
import { withActing } from '@/lib/acting';
import { useMay } from '@/lib/auth';
import { saveFile } from '@/lib/download';
import { invoiceQuery } from '../api/invoices';
import { InvoiceBadge } from './InvoiceBadge';
import { InvoiceLines } from './InvoiceLines';
import { PayPanel } from './PayPanel';

const Credit = lazy(() => import('./Credit'));
const OwnCredit = lazy(() => import('./OwnCredit'));

export function InvoiceView({ back, staff = false }: { back: string; staff?: boolean }) {
  const { t } = useTranslation('billing');
  const { id } = usePathParams<{ id: string }>();
  const may = useMay();
  const { data: invoice, error, refetch } = useQuery(invoiceQuery(id));
  if (error && !invoice) return <ErrorState problem={error} onRetry={() => void refetch()} />;
  if (!invoice) return <Skeleton height={320} />;
  return (
    <>
      <PageHeader title={t('bill.heading', { number: invoice.number })} back={{ to: back, label: t(staff ? 'nav.invoices' : 'nav.bills') }}
        badge={<InvoiceBadge status={invoice.status} />} lead={t(`${staff ? 'reason_staff' : 'reason'}.${invoice.reason}`)}
        actions={invoice.has_receipt
          ? <Button component="a" href={withActing(`/api/invoices/${id}/receipt.pdf`)} download onClick={saveFile} variant="default" leftSection={<Download size={16} aria-hidden />}>{t('bill.receipt')}</Button> : null} />
      <Section>
        <KeyValue columns={2} items={[
          staff && { label: t('bill.patient'), value: invoice.patient_name ?? invoice.patient_number },
          { label: t('bill.issued'), value: <TimeText at={invoice.issued_at} as="date" /> },
          invoice.status === 'issued' && { label: t('bill.due'), value: <DateText date={invoice.due_on} /> },
        ]} />
      </Section>
      <Section title={t('bill.for')}><InvoiceLines invoice={invoice} staff={staff} /></Section>
      {staff && may('bill.manage') ? <Suspense fallback={null}><Credit invoice={invoice} /></Suspense> : null}
      {!staff && may('bill.pay') ? <Suspense fallback={null}><OwnCredit invoice={invoice} /></Suspense> : null}
      {invoice.status === 'issued' && may('bill.pay') ? <PayPanel invoice={invoice} /> : null}
      {invoice.status === 'paid' && !(staff && invoice.has_receipt) ? <p role="status">{t(staff ? 'bill.receipt_made' : invoice.has_receipt ? 'bill.thanks' : 'bill.receipt_soon')}</p> : null}
    </>
  );
}
