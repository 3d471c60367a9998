import type { InfiniteData } from '@tanstack/react-query';
import { row as aRow } from '@/testing/tasks';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { sessionQuery, type Session } from './auth';
import type { Page } from './pages';
import { queryClient } from './query';
import { applyTask, belongs, type Scope, type TaskRow } from './tasks';

const session = (roles: string[], extra: Partial<Session['user']> = {}) => ({ user: { id: 'u1', name: 'A', email: 'a@b.c', roles, ...extra } }) as Session;
const row = (values: Partial<TaskRow>) => aRow({ id: 't1', ...values });
const list = (scope: Scope) => queryClient.getQueryData<InfiniteData<Page<TaskRow>>>(['tasks', 'list', scope])?.pages.flatMap((page) => page.items) ?? [];
const fill = (scope: Scope, items: TaskRow[], next: string | null = null) => queryClient.setQueryData(['tasks', 'list', scope], { pages: [{ items, next }], pageParams: [undefined] });

beforeEach(() => {
  vi.useFakeTimers();
  queryClient.clear();
  queryClient.setQueryData(sessionQuery.queryKey, session(['doctor'], { practitioner_id: 'p1' }));
});
afterEach(() => vi.useRealTimers());

it('knows whose list a row stands in', () => {
  const doctor = session(['doctor'], { practitioner_id: 'p1' });
  const patient = session(['patient'], { patient_id: 'w1' });
  const own = row({ candidate_role: 'patient', patient: { id: 'w1', name: 'M', number: 'W-1', birth_date: null, sex: null }, practitioner_id: 'p1' });
  expect(belongs('open', row({}), doctor)).toBe(true);
  expect(belongs('mine', row({}), doctor)).toBe(false);
  expect(belongs('mine', row({ assignee_id: 'u1', status: 'claimed' }), doctor)).toBe(true);
  expect(belongs('open', own, doctor)).toBe(false);
  expect(belongs('others', own, doctor)).toBe(true);
  expect(belongs('mine', own, patient)).toBe(true);
  expect(belongs('mine', { ...own, patient: { ...own.patient!, id: 'w2' } }, patient)).toBe(false);
  expect(belongs('open', row({ status: 'completed' }), doctor)).toBe(false);
});

it('adds a new row, shows who took it, lets it go a moment after it is done', () => {
  fill('open', []);
  fill('mine', []);
  applyTask(queryClient, row({}));
  expect(list('open').map((one) => one.status)).toEqual(['open']);
  applyTask(queryClient, row({ status: 'claimed', assignee_id: 'u2', assignee_name: 'Dr B', version: 2 }));
  expect(list('open')[0]).toMatchObject({ assignee_name: 'Dr B', version: 2 });
  expect(list('mine')).toEqual([]);
  applyTask(queryClient, row({ status: 'completed', assignee_id: 'u2', assignee_name: 'Dr B', version: 3 }));
  expect(list('open')[0]).toMatchObject({ status: 'completed' });
  vi.advanceTimersByTime(2_000);
  expect(list('open')).toEqual([]);
});

it('leaves a new row to its page when not all pages are loaded', () => {
  fill('open', [row({ id: 't0' })], 'more');
  applyTask(queryClient, row({}));
  expect(list('open').map((one) => one.id)).toEqual(['t0']);
});

it('tells the open page of a task that somebody else has taken it', () => {
  queryClient.setQueryData(['tasks', 'one', 't1'], { ...row({}), may_complete: true, mine: false, initial: {}, draft: null });
  applyTask(queryClient, row({ status: 'claimed', assignee_id: 'u2', assignee_name: 'Dr B', version: 2 }));
  expect(queryClient.getQueryData(['tasks', 'one', 't1'])).toMatchObject({ may_complete: false, mine: false, assignee_name: 'Dr B', version: 2 });
});
