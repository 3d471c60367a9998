import { configure, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, expect, it, vi } from 'vitest';
import { show } from '@/testing/render';
import PersonPage from './PersonPage';

configure({ asyncUtilTimeout: 15_000 }); // a page of many fields, on a machine that is busy

const user = { id: 'u9', email: 'ann@clinic.test', name: 'Ann Desk', roles: ['receptionist'], status: 'active', patient_id: null, practitioner_id: null, created_at: '2026-11-01T08:00:00Z', last_seen_at: null, demo: false };
const own = { id: 'r1', code: 'own_night_desk', name: 'Night desk', based_on: '', permissions: ['queue.work'], holders: 0 };

vi.mock('@/app/page', async (original) => ({ ...(await original<object>()), usePathParams: () => ({ userId: 'u9' }) }));
const asked = vi.hoisted((): string[] => []);
vi.mock('@/components/ui/confirm', async (original) => ({ ...(await original<object>()), useConfirm: () => async ({ body }: { body: string }) => { asked.push(body); return { reason: '', also: false }; } }));
afterEach(() => vi.unstubAllGlobals());

/** Answers like the hub; what is written is kept. */
function serve(written: { method: string; url: string; body: unknown }[]) {
  vi.stubGlobal('fetch', vi.fn(async (request: Request | string, init?: RequestInit) => {
    const url = typeof request === 'string' ? request : request.url;
    const method = init?.method ?? (typeof request === 'string' ? 'GET' : request.method);
    if (method !== 'GET') {
      written.push({ method, url: new URL(url, 'http://localhost').pathname, body: typeof request === 'string' ? JSON.parse(String(init?.body)) : await request.clone().json() });
      return Response.json(user);
    }
    if (url.includes('/api/roles')) return Response.json({ roles: [own], permissions: [] });
    if (url.includes('/api/users/u9')) return Response.json({ user, sessions: [], departments: { home: null, further: [], by_post: false } });
    return Response.json({ detail: 'no', code: 'not_found' }, { status: 404 });
  }));
}

it('gives a role of the hospital, which is named as the hospital names it', async () => {
  const written: { method: string; url: string; body: unknown }[] = [];
  serve(written);
  await show(<PersonPage />);
  await userEvent.click(await screen.findByRole('checkbox', { name: 'Night desk' }));
  expect(screen.getByRole('checkbox', { name: 'Team lead' })).toBeTruthy();
  await userEvent.click(screen.getByRole('button', { name: 'Save the roles' }));
  await waitFor(() => expect(written).toEqual([{ method: 'PUT', url: '/api/users/u9/roles', body: { roles: ['receptionist', 'own_night_desk'] } }]));
});

it('corrects a name at once, and an address after it was said what that means', async () => {
  const written: { method: string; url: string; body: unknown }[] = [];
  serve(written);
  await show(<PersonPage />);
  const name = await screen.findByRole('textbox', { name: 'Name' });
  await userEvent.clear(name);
  await userEvent.type(name, 'Ann Reception');
  await userEvent.click(within(name.closest('form')!).getByRole('button', { name: 'Save' }));
  await waitFor(() => expect(written).toEqual([{ method: 'PATCH', url: '/api/users/u9', body: { name: 'Ann Reception' } }]));
  const email = screen.getByRole('textbox', { name: 'E-mail' });
  await userEvent.clear(email);
  await userEvent.type(email, 'ann.reception@clinic.test');
  await userEvent.click(within(email.closest('form')!).getByRole('button', { name: 'Save' }));
  await waitFor(() => expect(asked).toEqual([expect.stringContaining('only ann.reception@clinic.test opens this account')]));
  await waitFor(() => expect(written[1]?.body).toEqual({ name: 'Ann Reception', email: 'ann.reception@clinic.test' }));
});
