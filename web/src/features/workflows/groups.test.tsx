/** What is stuck for one cause is mended as a whole: one change, one place to go on from, all suspended. */
import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { accessibilityProblems, show } from '@/testing/render';
import { IncidentGroups } from './components/IncidentGroups';

const group = { process_id: 'visit', element_id: 'send', code: 'broken', kind: 'step', number: 12, oldest_at: '2026-11-01T08:00:00Z', newest_at: '2026-11-02T08:00:00Z', detail: 'No amount.', case_id: 'c1' };
const xml = '<b:definitions xmlns:b="http://www.omg.org/spec/BPMN/20100524/MODEL"><b:process id="visit"><b:serviceTask id="send"/><b:userTask id="check" name="Check"/></b:process></b:definitions>';
const shown = { id: 'c1', rev: 3, process_id: 'visit', process_name: 'Visit', xml, called: [], data: { bill: { amount: 0 } }, incident_list: [], tokens: [], history: [] };
const batch = { id: 'b1', process_id: 'visit', element_id: 'send', code: 'broken', action: 'edit', total: 12, done: 3, failed: 1, ended_at: null };
const sent: unknown[] = [];

beforeEach(() => {
  sent.length = 0;
  vi.stubGlobal('fetch', vi.fn(async (request: Request) => {
    const path = new URL(request.url).pathname;
    if (request.method === 'POST') sent.push(await request.json());
    const body = path.includes('/batches') ? batch : path.startsWith('/api/cases/') ? shown : { items: [group] };
    return new Response(JSON.stringify(body), { headers: { 'Content-Type': 'application/json' } });
  }));
});
afterEach(() => vi.unstubAllGlobals());

async function choose(name: string) {
  await userEvent.click(await screen.findByRole('button', { name: 'Operate all' }));
  await userEvent.click(await screen.findByRole('menuitem', { name }));
  return screen.findByRole('dialog');
}

it('mends the same value in all, and says how far it is', async () => {
  const { container } = await show(<IncidentGroups process="visit" />);
  const dialog = await choose('Mend a value and try again');
  expect(dialog.textContent).toContain('Mend the same value in 12 cases');
  const value = await within(dialog).findByLabelText('What it should be');
  expect((value as HTMLTextAreaElement).value, 'what one case holds is not what all should').toBe('');
  await userEvent.type(value, '5');
  await userEvent.type(within(dialog).getByLabelText('Why?'), 'The price was missing.');
  expect(await accessibilityProblems(container)).toEqual([]);
  await userEvent.click(within(dialog).getByRole('button', { name: 'Mend a value and try again' }));
  await waitFor(() => expect(sent).toEqual([{ process_id: 'visit', element_id: 'send', code: 'broken', action: 'edit', changes: { 'bill.amount': 5 }, reason: 'The price was missing.' }]));
  expect((await screen.findByRole('status')).textContent).toContain('2 of 12 mended so far, 1 could not be.');
});

it('takes all elsewhere, to a place of the drawing', async () => {
  await show(<IncidentGroups process="visit" />);
  const dialog = await choose('Take all elsewhere');
  expect(((await within(dialog).findByLabelText('Goes on from')) as HTMLSelectElement).value).toBe('check');
  await userEvent.type(within(dialog).getByLabelText('Why?'), 'Sent by hand.');
  await userEvent.click(within(dialog).getByRole('button', { name: 'Take all elsewhere' }));
  await waitFor(() => expect(sent).toEqual([expect.objectContaining({ action: 'move', to: 'check', reason: 'Sent by hand.' })]));
});

it('adds a value that is missing in all, as the number that is typed', async () => {
  await show(<IncidentGroups process="visit" />);
  const dialog = await choose('Mend a value and try again');
  await userEvent.selectOptions(await within(dialog).findByLabelText('Which value'), 'One that is not there yet');
  await userEvent.type(within(dialog).getByLabelText('Its name'), 'bill.tax');
  await userEvent.type(within(dialog).getByLabelText('What it should be'), '7.5');
  await userEvent.type(within(dialog).getByLabelText('Why?'), 'It was forgotten.');
  await userEvent.click(within(dialog).getByRole('button', { name: 'Mend a value and try again' }));
  await waitFor(() => expect(sent).toEqual([expect.objectContaining({ action: 'edit', changes: { 'bill.tax': 7.5 } })]));
});
