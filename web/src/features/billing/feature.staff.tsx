/** Invoices and the ledger for the billing office. */
import { Landmark, ReceiptText } from 'lucide-react';
import { defineFeature } from '@/app/feature';

export default defineFeature({
  name: 'billing',
  routes: [
    { shell: 'staff', path: '/invoices', load: () => import('./pages/InvoicesPage'), needs: 'bill.manage', title: 'billing:invoices.title' },
    { shell: 'staff', path: '/invoices/$id', load: () => import('./pages/InvoicePage'), needs: 'bill.manage', title: 'billing:bill.title' },
    { shell: 'staff', path: '/ledger', load: () => import('./pages/LedgerPage'), needs: 'bill.manage', title: 'billing:ledger.title' },
  ],
  places: [
    { shell: 'staff', to: '/invoices', label: 'billing:nav.invoices', icon: ReceiptText, order: 50, needs: 'bill.manage' },
    { shell: 'staff', to: '/ledger', label: 'billing:nav.ledger', icon: Landmark, order: 60, needs: 'bill.manage' },
  ],
  commands: [{ id: 'ledger', label: 'billing:commands.ledger', to: '/ledger', needs: 'bill.manage' }],
  slots: { 'case.side': [{ order: 30, load: () => import('./components/CaseLedger'), needs: 'bill.manage' }] },
});
