import { useTranslation } from 'react-i18next';
import { StatusBadge, type Tone } from '@/components/ui/StatusBadge';
import type { InvoiceStatus } from '../api/invoices';

const tones: Record<InvoiceStatus, Tone> = { issued: 'attention', paid: 'done', cancelled: 'neutral' };

export function InvoiceBadge({ status }: { status: InvoiceStatus }) {
  const { t } = useTranslation('billing');
  return <StatusBadge tone={tones[status]} label={t(`status.${status}`)} />;
}
