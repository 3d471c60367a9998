/** The result of an order: whoever ordered looks at it, and another clinician where that one cannot. */
import { screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { show } from '@/testing/render';
import { ResultForm } from './ResultForm';

const potassium = { code: '2823-3', name: 'Potassium', panel: 'basic', unit: 'mmol/L', low: '3.5', high: '5.1', critical_low: '2.5', critical_high: '6.5' };
const order = { id: 'o1', title: 'Salts', specimen: 'Blood', tests: [{ code: '2823-3' }], specimens: [{ status: 'available', collected_at: '2026-11-21T09:00:00Z' }] };
const sent: { practitioner_id: string | null }[] = [];

beforeEach(() => {
  sent.length = 0;
  vi.stubGlobal('fetch', async (request: Request) => {
    const { pathname } = new URL(request.url);
    if (pathname === '/api/practitioners') return Response.json({ items: [{ id: 'p2', name: 'Dr Lev Baran' }], next: null });
    if (pathname.endsWith('/analytes')) return Response.json({ items: [potassium], edition: '2026' });
    const body = (await request.json()) as (typeof sent)[number];
    sent.push(body);
    return body.practitioner_id ? Response.json({ id: 'o1' }, { status: 201 })
      : Response.json({ code: 'reviewer_unknown', status: 422, detail: 'Say which clinician is to look at it.' }, { status: 422 });
  });
});
afterEach(() => vi.unstubAllGlobals());

it('asks who is to look at it once whoever ordered cannot', async () => {
  const closed = vi.fn();
  await show(<ResultForm patientId="w1" order={order} onClose={closed} />);
  await userEvent.type(await screen.findByLabelText('Value: Potassium'), '4.1');
  expect(screen.queryByLabelText(/To be looked at by/)).toBeNull();
  await userEvent.click(screen.getByRole('button', { name: 'Save' }));
  const who = await screen.findByRole('combobox', { name: /To be looked at by/ });
  expect((screen.getByLabelText('Value: Potassium') as HTMLInputElement).value).toBe('4.1');
  await userEvent.click(who);
  await userEvent.click(await screen.findByText('Dr Lev Baran'));
  await userEvent.click(screen.getByRole('button', { name: 'Save' }));
  await waitFor(() => expect(closed).toHaveBeenCalled());
  expect(sent.map((one) => one.practitioner_id)).toEqual([null, 'p2']);
});
