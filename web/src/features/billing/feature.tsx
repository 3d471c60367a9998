/** The patient's bills. */
import { ReceiptText } from 'lucide-react';
import { defineFeature } from '@/app/feature';

const bills = [['invoices'], ['ledger']];

export default defineFeature({
  name: 'billing',
  routes: [
    { shell: 'patient', path: '/my/bills', load: () => import('./pages/MyBillsPage'), needs: 'bill.read', title: 'billing:bills.title' },
    { shell: 'patient', path: '/my/bills/$id', load: () => import('./pages/MyBillPage'), needs: 'bill.read', title: 'billing:bill.title' },
  ],
  places: [{ shell: 'patient', to: '/my/bills', label: 'billing:nav.bills', icon: ReceiptText, order: 30, needs: 'bill.read' }],
  slots: { 'patient.home': [{ order: 30, load: () => import('./components/DueCard'), needs: 'bill.pay' }] },
  tasks: { pay: { to: () => '/my/bills', icon: ReceiptText } },
  live: { ChargesRaised: bills, InvoiceIssued: bills, InvoiceSettled: bills, PaymentSucceeded: bills, PaymentFailed: bills, ReceiptMade: bills, RefundChanged: [['invoices'], ['ledger'], ['credits']], CreditChanged: [['ledger'], ['credits']] },
});
