/** What a bill says of money that came on top: it is the patient's, and he reads so. */
import { screen } from '@testing-library/react';
import { expect, it } from 'vitest';
import { show } from '@/testing/render';
import type { InvoiceDetail, Payment } from '../api/invoices';
import { InvoiceLines } from './InvoiceLines';

const payment = (status: Payment['status']) => ({ id: status as string, status, minor: 12_500, currency: 'USD' });
const bill = (...payments: ReturnType<typeof payment>[]) => ({ id: 'i1', currency: 'USD', status: 'paid', total: 12_500, paid: 12_500, credited: 0, lines: [], payments, refunds: [] }) as unknown as InvoiceDetail;

it('tells the patient of what was paid too much, and the office in its own words', async () => {
  const { unmount } = await show(<InvoiceLines invoice={bill(payment('succeeded'), { ...payment('succeeded'), id: 'again' })} staff={false} />);
  expect((await screen.findByText('Paid too much, became your credit')).closest('tr')?.textContent).toContain('125');
  unmount();
  await show(<InvoiceLines invoice={bill(payment('succeeded'), { ...payment('succeeded'), id: 'again' })} staff />);
  expect(await screen.findByText('Paid too much, became a credit')).toBeDefined();
});

it('says nothing of it where a payment failed', async () => {
  await show(<InvoiceLines invoice={bill(payment('succeeded'), payment('failed'))} staff={false} />);
  await screen.findByText('Total');
  expect(screen.queryByText(/Paid too much/)).toBeNull();
});
