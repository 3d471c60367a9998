/** "Until a day" is that whole day where the hospital is, and stays that day when it is opened and kept again. */
import { fireEvent, screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { doctor, show } from '@/testing/render';
import { NewObjectionForm } from './NewObjectionForm';
import PersonDepartments from './PersonDepartments';

const away = { ...doctor, facility: { ...doctor.facility, zone: 'America/New_York' } };
const END = '2026-12-01T04:59:59.000Z';
let sent: Record<string, unknown>[];

beforeEach(() => {
  sent = [];
  vi.stubGlobal('fetch', async (request: Request) => {
    const { pathname } = new URL(request.url);
    if (request.method !== 'GET') { sent.push((await request.json()) as Record<string, unknown>); return Response.json({}, { status: 200 }); }
    if (pathname === '/api/users/u1') return Response.json({ departments: { home: 'd1', by_post: false, further: [{ department_id: 'd2', until: END, away: false }] } });
    return Response.json({ items: [{ id: 'd1', name: 'Medicine' }, { id: 'd2', name: 'Surgery' }] });
  });
});
afterEach(() => vi.unstubAllGlobals());

it('objects until the end of a day', async () => {
  await show(<NewObjectionForm patientId="w1" onDone={() => undefined} />, away);
  await userEvent.click(await screen.findByRole('radio', { name: 'A department' }));
  await userEvent.type(await screen.findByLabelText('What the patient said'), 'My sister works there');
  fireEvent.change(screen.getByLabelText(/until/i), { target: { value: '2026-11-30' } });
  await userEvent.click(screen.getByRole('button', { name: 'Record an objection' }));
  await waitFor(() => expect(sent[0]).toMatchObject({ until: END }));
});

it('lends until the end of a day, and says the same day again', async () => {
  await show(<PersonDepartments user={{ id: 'u1' }} />, away);
  const until = await screen.findByLabelText<HTMLInputElement>('Until', { selector: '[type=date]' });
  expect(until.value).toBe('2026-11-30');
  fireEvent.change(until, { target: { value: '2026-07-01' } });
  await userEvent.click(screen.getByRole('button', { name: 'Save' }));
  await waitFor(() => expect(sent[0]).toMatchObject({ further: [{ until: '2026-07-02T03:59:59.000Z' }] }));
});
