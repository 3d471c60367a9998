/** The clinician of a new patient: a house has more of them than a list shows, so they are searched for. */
import { screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { TaskScreenProps } from '@/lib/tasks';
import { show } from '@/testing/render';
import AssignClinician from './AssignClinician';

const onComplete = vi.fn();
const one = (name: string) => ({ id: name, name, specialty_name: 'Surgery' });
const task = (answers: Record<string, unknown>) => ({ task: { may_complete: true }, answers, onChange: vi.fn(), onComplete, busy: false, problem: null }) as unknown as TaskScreenProps;

beforeEach(() => {
  vi.stubGlobal('fetch', async (request: Request) => {
    const { pathname, searchParams } = new URL(request.url);
    if (pathname !== '/api/practitioners') return Response.json(one(pathname.split('/').pop() ?? ''));
    return Response.json({ items: [one(searchParams.get('search') === 'zhou' ? 'Zhou' : 'Abel')], next: null });
  });
});
afterEach(() => vi.unstubAllGlobals());

it('finds a clinician who is not among the first', async () => {
  await show(<AssignClinician {...task({})} />);
  const field = await screen.findByRole<HTMLInputElement>('combobox', { name: 'Clinician' });
  await userEvent.type(field, 'zhou');
  await userEvent.click(await screen.findByText('Zhou · Surgery'));
  await waitFor(() => expect(field.value).toBe('Zhou · Surgery'));
  await userEvent.click(screen.getByRole('button', { name: 'Put on the care team' }));
  expect(onComplete).toHaveBeenCalledWith({ practitioner_id: 'Zhou' });
});

it('names who was chosen before', async () => {
  await show(<AssignClinician {...task({ practitioner_id: 'Yilmaz' })} />);
  const field = await screen.findByRole<HTMLInputElement>('combobox', { name: 'Clinician' });
  await waitFor(() => expect(field.value).toBe('Yilmaz · Surgery'));
});
