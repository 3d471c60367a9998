import { InvoiceView } from '../components/InvoiceView';

export default function InvoicePage() {
  return <InvoiceView back="/invoices" staff />;
}
