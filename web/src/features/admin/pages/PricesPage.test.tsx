import { configure, screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, expect, it, vi } from 'vitest';
import { doctor, show } from '@/testing/render';
import PricesPage from './PricesPage';

configure({ asyncUtilTimeout: 15_000 });

const service = (code: string, display: string, shipped: boolean, minor: number | null) => ({
  code, display, shipped, system: 'own', unit: '1', virtual: false, active: true, coming: null, history: [],
  price: minor === null ? null : { minor, valid_from: '2026-01-01' },
});
const items = [service('G0463', 'Visit in the outpatient clinic', true, 13_500), service('ECG-12', 'ECG with twelve leads', false, null)];
const admin = { ...doctor, permissions: ['price.manage', 'setting.manage'] };

afterEach(() => vi.unstubAllGlobals());

function serve(posted: unknown[]) {
  vi.stubGlobal('fetch', vi.fn(async (request: Request | string, init?: RequestInit) => {
    const method = init?.method ?? (typeof request === 'string' ? 'GET' : request.method);
    if (method === 'POST') posted.push(typeof request === 'string' ? JSON.parse(String(init?.body)) : await request.clone().json());
    return Response.json({ items, currency: 'USD', zone: 'UTC', today: '2026-11-30' });
  }));
}

it('adds a service of the hospital with its price, and says who knows it by this code', async () => {
  const posted: unknown[] = [];
  serve(posted);
  await show(<PricesPage />, admin);
  await userEvent.click(await screen.findByRole('button', { name: 'Add a service' }));
  const code = await screen.findByRole('textbox', { name: 'Code' });
  await userEvent.type(code, '99213');
  await screen.findByText(/A CPT code/);
  await userEvent.clear(code);
  await userEvent.type(code, 'xray-2');
  await screen.findByText(/the patient pays/);
  await userEvent.type(screen.getByRole('textbox', { name: 'Service' }), 'X-ray of the hand');
  await userEvent.type(screen.getByRole('textbox', { name: /^Price in USD/ }), '80.50');
  await userEvent.click(screen.getAllByRole('button', { name: 'Add a service' }).at(-1)!);
  await waitFor(() => expect(posted).toEqual([{ code: 'xray-2', display: 'X-ray of the hand', unit: '1', virtual: false, minor: 8050 }]));
});

it('finds by words, and what has no price', async () => {
  serve([]);
  await show(<PricesPage />, admin);
  await screen.findByText('Visit in the outpatient clinic');
  await userEvent.selectOptions(screen.getByRole('combobox', { name: 'Which services' }), 'Without a price');
  await waitFor(() => expect(screen.queryByText('Visit in the outpatient clinic')).toBeNull());
  await screen.findByText('ECG with twelve leads');
  await userEvent.type(screen.getByRole('searchbox', { name: 'Code or name' }), 'xyz');
  await screen.findByText('No services');
});
