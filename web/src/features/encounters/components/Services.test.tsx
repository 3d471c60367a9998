import { screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, expect, it, vi } from 'vitest';
import { show } from '@/testing/render';
import type { Service } from '../api/chart';
import { Services } from './Services';

const offered = ['99213', 'G0425', '94010'].map((code) => ({ code, display: `Service ${code}`, unit: 'visit', virtual: false, priced: code === '99213' }));
const row = (code: string) => ({ id: code, code, display: `Service ${code}`, units: 1 }) as unknown as Service;

afterEach(() => vi.unstubAllGlobals());

it('tells which services have no price, among those chosen and those to choose from', async () => {
  vi.stubGlobal('fetch', () => Promise.resolve(new Response(JSON.stringify({ items: offered }), { headers: { 'Content-Type': 'application/json' } })));
  await show(<Services id="e1" rows={[row('G0425')]} writable />);
  expect((await screen.findByRole('status')).textContent).toContain('G0425: no price yet');
  await userEvent.click(screen.getByRole('combobox'));
  expect((await screen.findByRole('option', { name: /94010/ })).textContent).toContain('no price yet');
  expect(screen.getByRole('option', { name: /99213/ }).textContent).not.toContain('price');
});
