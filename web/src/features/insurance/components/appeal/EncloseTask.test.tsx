/** Which records a payer sees: the clinician ticks them, or says why none goes along. */
import { screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { TaskScreenProps } from '@/lib/tasks';
import { show } from '@/testing/render';
import EncloseTask from './EncloseTask';

const onComplete = vi.fn();
const onChange = vi.fn();
const props = (answers: Record<string, unknown>) => ({ task: { may_complete: true, subject: { appeal_id: 'a1' } }, answers, onChange, onComplete, busy: false, problem: null }) as unknown as TaskScreenProps;
const record = (key: string, title: string) => ({ key, title, kind: 'note', at: '2026-03-01T10:00:00Z', enclosed: false });

beforeEach(() => {
  vi.clearAllMocks();
  vi.stubGlobal('fetch', async () => Response.json({ payer_name: 'Sample Plan', send_by: '2026-06-01', asked: 'The note, please.', items: [record('note:1', 'Visit note'), record('note:2', 'Discharge')] }));
});
afterEach(() => vi.unstubAllGlobals());

it('encloses what is ticked', async () => {
  await show(<EncloseTask {...props({})} />);
  const verb = await screen.findByRole<HTMLButtonElement>('button');
  expect(verb.disabled).toBe(true);
  await userEvent.click(screen.getByRole('checkbox', { name: /Discharge/ }));
  expect(onChange).toHaveBeenLastCalledWith({ decision: 'enclose', records: ['note:2'], reply: '' });
  await userEvent.click(verb);
  expect(onComplete).toHaveBeenCalledWith({ decision: 'enclose', records: ['note:2'], reply: '' });
});

it('goes on from the draft, and encloses nothing without a reason', async () => {
  await show(<EncloseTask {...props({ decision: 'enclose', records: ['note:1'], reply: '' })} />);
  const verb = await screen.findByRole<HTMLButtonElement>('button');
  expect(verb.disabled).toBe(false);
  await userEvent.click(screen.getAllByRole('radio')[1]!);
  expect(verb.disabled).toBe(true);
  await userEvent.type(screen.getByRole('textbox'), 'Nothing was written.');
  await userEvent.click(verb);
  expect(onComplete).toHaveBeenCalledWith({ decision: 'nothing', records: [], reply: 'Nothing was written.' });
});
