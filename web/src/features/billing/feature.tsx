/** Bills for patients; invoices and the ledger for the billing office. */
import { Landmark, ReceiptText } from 'lucide-react';
import { defineFeature } from '@/app/feature';

const bills = [['invoices'], ['ledger']];

export default defineFeature({
  name: 'billing',
  routes: [
    { shell: 'patient', path: '/my/bills', load: () => import('./pages/MyBillsPage'), needs: 'bill.read', title: 'billing:bills.title' },
    { shell: 'patient', path: '/my/bills/$id', load: () => import('./pages/MyBillPage'), needs: 'bill.read', title: 'billing:bill.title' },
    { shell: 'staff', path: '/invoices', load: () => import('./pages/InvoicesPage'), needs: 'bill.manage', title: 'billing:invoices.title' },
    { shell: 'staff', path: '/invoices/$id', load: () => import('./pages/InvoicePage'), needs: 'bill.manage', title: 'billing:bill.title' },
    { shell: 'staff', path: '/ledger', load: () => import('./pages/LedgerPage'), needs: 'bill.manage', title: 'billing:ledger.title' },
  ],
  places: [
    { shell: 'patient', to: '/my/bills', label: 'billing:nav.bills', icon: ReceiptText, order: 30, needs: 'bill.read' },
    { shell: 'staff', to: '/invoices', label: 'billing:nav.invoices', icon: ReceiptText, order: 50, needs: 'bill.manage' },
    { shell: 'staff', to: '/ledger', label: 'billing:nav.ledger', icon: Landmark, order: 60, needs: 'bill.manage' },
  ],
  commands: [{ id: 'ledger', label: 'billing:commands.ledger', to: '/ledger', needs: 'bill.manage' }],
  slots: {
    'patient.home': [{ order: 30, load: () => import('./components/DueCard'), needs: 'bill.pay' }],
    'case.side': [{ order: 30, load: () => import('./components/CaseLedger'), needs: 'bill.manage' }],
  },
  tasks: { pay: { to: () => '/my/bills', icon: ReceiptText } },
  live: { ChargesRaised: bills, InvoiceIssued: bills, InvoiceSettled: bills, PaymentSucceeded: bills, PaymentFailed: bills, ReceiptMade: bills },
});
