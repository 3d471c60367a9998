/** A claim that was not paid: the letter is there as soon as an appeal is chosen; what our check holds says where it is set right. */
import { screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { TaskScreenProps } from '@/lib/tasks';
import { doctor, show } from '@/testing/render';
import DenialTask from './DenialTask';

const clerk = { ...doctor, permissions: ['task.work', 'claim.manage', 'appeal.write'] };
const form_schema = { type: 'object', properties: { action: { enum: ['resubmit', 'appeal'], title: 'What now?' } }, required: ['action'] };
const props = { task: { may_complete: true, case_id: 'k1', form_schema }, answers: {}, onChange: vi.fn(), onComplete: vi.fn(), busy: false, problem: null } as unknown as TaskScreenProps;
const claim = { id: 'c1', patient_id: 'p1', status: 'denied', next_action: '', reason: '', lines: [], findings: [] as unknown[], payments: [], currency: 'USD' };
let shown = claim;

beforeEach(() => {
  shown = claim;
  vi.stubGlobal('fetch', async (request: Request) => {
    const { pathname } = new URL(request.url);
    if (pathname.endsWith('/appeals')) return Response.json({ items: [], may_begin: true, send_by: '2026-06-01' });
    return Response.json(pathname === '/api/claims' ? { items: [shown], next: null } : shown);
  });
});
afterEach(() => vi.unstubAllGlobals());

it('shows the letter as soon as an appeal is chosen', async () => {
  await show(<DenialTask {...props} />, clerk);
  await userEvent.click(await screen.findByRole('radio', { name: 'Appeal' }));
  expect(await screen.findByRole('button', { name: 'Write an appeal' })).toBeDefined();
  await userEvent.click(screen.getByRole('radio', { name: 'Resubmit' }));
  expect(screen.queryByRole('button', { name: 'Write an appeal' })).toBeNull();
});

it('says what our check found, and where who may can set it right', async () => {
  const findings = [{ id: 'provider_npi', severity: 'block', element: 'billing.npi NM109', message: 'the NPI is missing', hint: 'correct it' }];
  shown = { ...claim, status: 'scrub_failed', findings };
  await show(<DenialTask {...props} />, { ...clerk, permissions: [...clerk.permissions, 'staff.manage'] });
  expect(await screen.findByText('The claim that our check holds', { exact: false })).toBeDefined();
  expect((await screen.findByRole('link', { name: /hospital/ })).getAttribute('href')).toBe('/hospital');
});
