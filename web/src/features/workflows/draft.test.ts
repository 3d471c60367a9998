/** A form that is kept: sent later when there was no connection, and never over what another device has written since. */
import { act, renderHook } from '@testing-library/react';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { busy } from '@/lib/busy';
import { ApiProblem } from '@/lib/problem';
import { kept, openShelf } from '@/lib/shelf';
import { useDraft } from './components/useDraft';
import { begin, type Kept } from './draft';

const saveDraft = vi.hoisted(() => vi.fn());
vi.mock('@/lib/tasks', () => ({ saveDraft }));

const task = (draft: Record<string, unknown> | null = null, draft_saved_at: string | null = null) => ({ id: 't', draft, draft_saved_at, may_complete: true });
const start = (found: Kept | null = null, given = task()) => renderHook(() => useDraft(given, found));
const wait = (ms: number) => act(() => vi.advanceTimersByTimeAsync(ms));

beforeEach(() => { vi.useFakeTimers(); saveDraft.mockReset(); openShelf(null); openShelf({ id: 'pat', key: '' }, () => null); });
afterEach(() => vi.useRealTimers());

it('keeps the words here while there is no connection, holds the page, and sends them when there is one', async () => {
  saveDraft.mockRejectedValueOnce(new ApiProblem({ code: 'network' }, 0)).mockResolvedValue({ saved_at: 'two' });
  const { result, unmount } = start(null, task({ since: 'one' }, 'one'));
  act(() => result.current.keeper.keep({ since: 'five days' }));
  await wait(1_000);
  expect([result.current.failed, busy(), await kept('task:t')]).toEqual([true, 'typing', { content: { since: 'five days' }, base: 'one' }]);
  await wait(5_100);
  expect(saveDraft.mock.calls).toEqual([['t', { since: 'five days' }, 'one'], ['t', { since: 'five days' }, 'one']]);
  expect([result.current.failed, result.current.at, busy(), await kept('task:t')]).toEqual([false, 'two', null, null]);
  unmount();
});

it('goes on with what lay here, and asks when another device has written since', async () => {
  const found = { content: { since: 'here' }, base: 'one' };
  expect(begin(task({ since: 'x' }, 'one'), found)).toEqual({ pending: found.content, newer: null });
  saveDraft.mockResolvedValue({ saved_at: 'three' });
  const { result } = start(found, task({ since: 'there' }, 'two'));
  await wait(6_000);
  expect([result.current.newer, saveDraft.mock.calls]).toEqual([{ content: { since: 'there' }, saved_at: 'two' }, []]);
  act(() => result.current.keeper.choose(true));
  await wait(10);
  expect(saveDraft.mock.calls).toEqual([['t', { since: 'here' }, 'two']]);
  expect(result.current.newer).toBeNull();
});

it('learns from the refusal that another device was faster, and drops its own words only when told to', async () => {
  saveDraft.mockRejectedValueOnce(new ApiProblem({ code: 'draft_newer', content: { since: 'there' }, saved_at: 'nine' }, 409));
  const { result } = start();
  act(() => result.current.keeper.keep({ since: 'here' }));
  await wait(7_000);
  expect([result.current.newer?.saved_at, saveDraft.mock.calls.length]).toEqual(['nine', 1]);
  act(() => result.current.keeper.choose(false));
  await wait(10);
  expect([await kept('task:t'), result.current.newer, busy()]).toEqual([null, null, null]);
});

it('sends one draft at a time on a slow line, so that it never takes itself for another device', async () => {
  const answers: ((saved: { saved_at: string }) => void)[] = [];
  saveDraft.mockImplementation(() => new Promise((answer) => answers.push(answer)));
  const { result, unmount } = start(null, task({ since: 'one' }, 'one'));
  act(() => result.current.keeper.keep({ since: 'five' }));
  await wait(1_000);
  act(() => result.current.keeper.keep({ since: 'five days' }));
  await wait(1_000);
  expect(saveDraft.mock.calls).toEqual([['t', { since: 'five' }, 'one']]);
  answers[0]?.({ saved_at: 'two' });
  await wait(10);
  expect(saveDraft.mock.calls[1]).toEqual(['t', { since: 'five days' }, 'two']);
  answers[1]?.({ saved_at: 'three' });
  await wait(10);
  expect([result.current.at, result.current.unsent, saveDraft.mock.calls.length]).toEqual(['three', false, 2]);
  unmount();
});

it('lets a draft that is on its way arrive before the form is sent, and sends none after it until the form is refused', async () => {
  const answers: ((saved: { saved_at: string }) => void)[] = [];
  saveDraft.mockImplementation(() => new Promise((answer) => answers.push(answer)));
  const { result, unmount } = start();
  act(() => result.current.keeper.keep({ since: 'five' }));
  await wait(1_000);
  const sent = vi.fn();
  act(() => { result.current.keeper.keep({ since: 'five days' }); void result.current.keeper.rest().then(sent); });
  await wait(5_000);
  expect([sent.mock.calls.length, result.current.resting]).toEqual([0, true]);
  answers[0]?.({ saved_at: 'two' });
  await wait(5_000);
  expect([sent.mock.calls.length, saveDraft.mock.calls.length]).toEqual([1, 1]);
  act(() => result.current.keeper.wake());
  await wait(1_000);
  expect(saveDraft.mock.calls[1]).toEqual(['t', { since: 'five days' }, 'two']);
  unmount();
});

it('does not hold the form for ever when the draft on its way gets no answer at all', async () => {
  saveDraft.mockImplementation(() => new Promise(() => undefined));
  const { result, unmount } = start();
  act(() => result.current.keeper.keep({ since: 'five' }));
  await wait(1_000);
  const sent = vi.fn();
  act(() => { void result.current.keeper.rest().then(sent); });
  await wait(10_000);
  expect([sent.mock.calls.length, saveDraft.mock.calls.length]).toEqual([1, 1]);
  act(() => result.current.keeper.wake());
  expect(result.current.resting).toBe(false);
  unmount();
});
