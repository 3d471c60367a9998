import { screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { accessibilityProblems, show } from '@/testing/render';
import { row } from '@/testing/tasks';
import type { Figures as Found } from './api/figures';
import { Figures } from './components/Figures';
import TodoCard from './components/TodoCard';

const none = { median: null, p90: null };
const found: Found = {
  process_id: 'visit', name: 'Visit', first: '2026-11-01', last: '2026-11-02', zone: 'UTC', version: null, capped: true, called: 2, tasks: 3, late: 1, escalated: 0, incidents: 2,
  cases: { started: 4, completed: 3, cancelled: 1, cycle: { median: 1200, p90: 7200 } },
  days: [{ day: '2026-11-01', started: 4, completed: 0, cancelled: 0 }, { day: '2026-11-02', started: 0, completed: 3, cancelled: 1 }], versions: [],
  elements: [
    { element_id: 'triage', name: 'Triage', visits: 3, took: { median: 90, p90: 180 }, tasks: 3, wait: { median: 60, p90: 120 }, work: { median: 30, p90: 45 }, late: 1, escalated: 0 },
    { element_id: 'gate', name: 'A gateway', visits: 3, took: { median: 0, p90: 0 }, tasks: 0, wait: none, work: none, late: 0, escalated: 0 },
  ],
  causes: [{ element_id: 'send', name: 'Send the letter', code: 'note_unfinished', count: 2, open: 1, stood: { median: 300, p90: 300 } }],
};
const versions = [{ id: 'v2', number: 2, published_at: '2026-11-01T00:00:00Z', active: true, cases: 4, running: 0, author_name: null, reviewer_name: null, reason: '', rolled_back_from: null }];
const calls: string[] = [];
let body: unknown = found;

beforeEach(() => {
  calls.length = 0;
  body = found;
  vi.stubGlobal('fetch', vi.fn(async (request: Request) => {
    const url = new URL(request.url);
    calls.push(url.pathname + url.search);
    return new Response(JSON.stringify(body), { headers: { 'Content-Type': 'application/json' } });
  }));
});
afterEach(() => vi.unstubAllGlobals());

it('tells how a pathway did, in another period too, and is accessible', async () => {
  const { container } = await show(<Figures id="visit" versions={versions} />);
  await screen.findByText('Triage');
  expect(screen.getByText('1 min · 2 min')).toBeTruthy();
  expect(screen.queryByText('A gateway'), 'what a case passes at once says nothing').toBeNull();
  expect(screen.getByText('note unfinished')).toBeTruthy();
  expect(screen.getByText(/Only the latest 5,000/)).toBeTruthy();
  expect(screen.getByText('2 of the started ran inside cases of pathways that call this one.')).toBeTruthy();
  expect(screen.getByRole('img', { name: 'Cases started and ended, by day' })).toBeTruthy();
  expect(screen.getByRole('link', { name: 'Days' }).getAttribute('href')).toBe('/api/processes/visit/metrics.csv?table=days&days=30');
  await userEvent.click(screen.getByRole('combobox', { name: 'Period' }));
  await userEvent.click(await screen.findByText('Last 7 days'));
  await waitFor(() => expect(calls).toContain('/api/processes/visit/metrics?days=7'));
  expect(await accessibilityProblems(container)).toEqual([]);
});

it('says of a task whose time has passed that it was due', async () => {
  body = { items: [row({ form: 'intake', due_at: new Date(Date.now() - 660_000).toISOString() })], next: null, total: null };
  await show(<TodoCard />);
  expect((await screen.findByText(/^was due/)).textContent).toMatch(/11 min ago$/);
  expect(screen.queryByText(/^before/)).toBeNull();
});
