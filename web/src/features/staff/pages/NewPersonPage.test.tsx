import { screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, expect, it, vi } from 'vitest';
import { queryClient } from '@/lib/query';
import { show } from '@/testing/render';
import { specialtiesQuery } from '../api/people';
import NewPersonPage from './NewPersonPage';

const specialty = (code: string, name: string, doctors: number) => ({ code, name, doctors });
const specialtyField = () => screen.getByRole<HTMLSelectElement>('combobox', { name: 'Specialty' });

afterEach(() => vi.unstubAllGlobals());

function serve(posted: unknown[]) {
  vi.stubGlobal('fetch', vi.fn(async (request: Request | string, init?: RequestInit) => {
    const url = typeof request === 'string' ? request : request.url;
    const method = init?.method ?? (typeof request === 'string' ? 'GET' : request.method);
    if (method === 'POST') posted.push(url);
    const items = url.includes('specialties') ? [specialty('cardiology', 'Cardiology', 0), specialty('family_medicine', 'Family medicine', 0)] : [];
    return Response.json({ items, next: null, total: null });
  }));
}

it('asks for the specialty of a doctor, by which patients book, and adds nobody without it', async () => {
  const posted: unknown[] = [];
  serve(posted);
  await show(<NewPersonPage />);
  await userEvent.click(await screen.findByRole('checkbox', { name: 'Doctor' }));
  await userEvent.type(screen.getByLabelText('First name'), 'Dora');
  await userEvent.type(screen.getByLabelText('Last name'), 'Doctor');
  await userEvent.type(screen.getByLabelText('E-mail'), 'dora@clinic.test');
  await userEvent.click(screen.getByRole('button', { name: 'Add' }));
  await screen.findByText(/would not find this doctor/);
  expect(posted).toEqual([]);
});

it('keeps the chosen specialty when the list comes back in another order', async () => {
  serve([]);
  await show(<NewPersonPage />);
  await userEvent.click(await screen.findByRole('checkbox', { name: 'Doctor' }));
  await waitFor(() => expect(specialtyField().disabled).toBe(false));
  await userEvent.selectOptions(specialtyField(), 'Family medicine');
  queryClient.setQueryData(specialtiesQuery.queryKey, { items: [specialty('family_medicine', 'Family medicine', 1), specialty('cardiology', 'Cardiology', 0)] });
  await waitFor(() => expect(specialtyField().options[1]?.text).toBe('Family medicine'));
  expect(specialtyField().value).toBe('family_medicine');
});
