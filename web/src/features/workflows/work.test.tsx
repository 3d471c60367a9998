import { screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { accessibilityProblems, doctor, show } from '@/testing/render';
import { applyTask } from '@/lib/tasks';
import { queryClient } from '@/lib/query';
import MyWorkPage from './pages/MyWorkPage';
import TodoCard from './components/TodoCard';
import { row } from '@/testing/tasks';

const calls: string[] = [];
const patient = { id: 'w1', name: 'Maria Lopez', number: 'W-000001', birth_date: '1980-05-17', sex: 'female' };
let rows = [row({ patient })];

beforeEach(() => {
  calls.length = 0;
  rows = [row({ id: 'a', patient, waiting_since: new Date(Date.now() - 65_000).toISOString() }), row({ id: 'b', patient: { ...patient, name: 'John Wu' } })];
  vi.stubGlobal('fetch', vi.fn(async (request: Request) => {
    const url = new URL(request.url);
    calls.push(`${request.method} ${url.pathname}${url.search}`);
    const body = url.pathname.endsWith('/claim') ? { ...rows[0], status: 'claimed', assignee_id: 'u1', assignee_name: 'Dr Mina Osei', version: 2 }
      : url.searchParams.get('scope') === 'others' ? { items: [], next: null, total: null } : { items: rows, next: null, total: null };
    return new Response(JSON.stringify(body), { headers: { 'Content-Type': 'application/json' } });
  }));
});
afterEach(() => vi.unstubAllGlobals());

it('shows who waits and how long, is taken with one key, and is accessible', async () => {
  const { container } = await show(<MyWorkPage />);
  await screen.findByText('Maria Lopez');
  expect(screen.getByRole('timer').textContent).toMatch(/^1:0/);
  await userEvent.keyboard('c');
  await waitFor(() => expect(screen.getByText('You have it')).toBeTruthy());
  expect(calls.filter((call) => call.includes('/claim'))).toEqual(['POST /api/tasks/a/claim']);
  await userEvent.keyboard('{ArrowDown}');
  expect(document.activeElement?.textContent).toBe('Maria Lopez');
  expect(await accessibilityProblems(container)).toEqual([]);
});

it('shows that a colleague has taken a row, without a request', async () => {
  await show(<MyWorkPage />);
  await screen.findByText('John Wu');
  const before = calls.length;
  applyTask(queryClient, { ...rows[1]!, status: 'claimed', assignee_id: 'u2', assignee_name: 'Dr Lev Baran', version: 2 });
  await screen.findByText('Taken by Dr Lev Baran');
  expect(calls.slice(before).filter((call) => !call.includes('counts'))).toEqual([]);
});

it('looks for words through the whole list, and says that there is more than it shows', async () => {
  const later = [row({ id: 'z', patient: { ...patient, name: 'Zoe Last' } })];
  const plain = globalThis.fetch;
  vi.stubGlobal('fetch', vi.fn(async (request: Request) => {
    const url = new URL(request.url);
    if (url.pathname !== '/api/tasks' || url.searchParams.get('scope') === 'others') return plain(request);
    const rest = url.searchParams.get('after') === 'page2';
    return new Response(JSON.stringify({ items: rest ? later : rows, next: rest ? null : 'page2', total: null }), { headers: { 'Content-Type': 'application/json' } });
  }));
  await show(<MyWorkPage />);
  await screen.findByText('Maria Lopez');
  expect(screen.getByRole('heading', { name: /Now.*more than 1 task/ })).toBeTruthy();
  expect(screen.queryByText('Zoe Last')).toBeNull();
  await userEvent.type(screen.getByRole('searchbox'), 'zoe');
  expect(await screen.findByText('Zoe Last')).toBeTruthy();
  expect(screen.queryByText('Maria Lopez')).toBeNull();
  await userEvent.type(screen.getByRole('searchbox'), ' nobody');
  expect(await screen.findByText('No open task fits these words.')).toBeTruthy();
});

it('is narrowed to a step and to what nobody has taken, which a kept filter keeps', async () => {
  const { container } = await show(<MyWorkPage />);
  await screen.findByText('Maria Lopez');
  await userEvent.click(screen.getByRole('button', { name: 'More filters' }));
  const step = await screen.findByLabelText('Step');
  await userEvent.selectOptions(step, step.querySelectorAll('option')[1]!);
  await waitFor(() => expect(calls.some((call) => call.includes(`process=${rows[0]!.process_id}`) && call.includes(`element=${rows[0]!.element_id}`))).toBe(true));
  await userEvent.click(screen.getByLabelText('Not taken'));
  await waitFor(() => expect(calls.some((call) => call.includes('taken=false'))).toBe(true));
  expect(screen.getByRole('button', { name: '3 more filters' })).toBeTruthy();
  expect(screen.getByRole('button', { name: 'Keep this filter' })).toBeTruthy();
  expect(await accessibilityProblems(container)).toEqual([]);
  await userEvent.click(screen.getByRole('button', { name: 'Show everything' }));
  expect(screen.getByRole('button', { name: 'More filters' })).toBeTruthy();
});

it('offers a patient the next step largest', async () => {
  rows = [row({ id: 'x', form: 'device_check', candidate_role: 'patient', patient }), row({ id: 'y', form: 'confirm_details', candidate_role: 'patient', patient })];
  const { container } = await show(<TodoCard />, { ...doctor, user: { ...doctor.user, roles: ['patient'], patient_id: 'w1' } });
  expect(await screen.findByRole('link', { name: 'Check my details' })).toBeTruthy();
  expect(screen.getByRole('link', { name: 'Check camera and sound' })).toBeTruthy();
  expect(await accessibilityProblems(container)).toEqual([]);
});
