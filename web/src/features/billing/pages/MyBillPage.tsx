import { InvoiceView } from '../components/InvoiceView';

export default function MyBillPage() {
  return <InvoiceView back="/my/bills" />;
}
