/** The note saves itself, one save at a time, keeps both versions when two windows write, and never signs unsaved words. */
import { act, renderHook } from '@testing-library/react';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { ApiProblem } from '@/lib/problem';
import { keep, kept, openShelf } from '@/lib/shelf';
import { filled, missing, useNote } from './note';

const put = vi.hoisted(() => vi.fn());
vi.mock('@/lib/api', () => ({ put }));

const note = (version: number, sections: Record<string, string> = {}) => ({ id: 'n', version, status: 'draft', sections, saved_at: '2026-11-23T10:00:00Z', saved_by_name: '', error_reason: '', copied: [] });
const start = () => renderHook(({ given }) => useNote('e', given, vi.fn()), { initialProps: { given: note(1) } });
const sent = () => put.mock.calls.map(([, options]) => (options as { body: { version: number; sections: Record<string, string> } }).body);

beforeEach(() => { vi.useFakeTimers(); put.mockReset(); openShelf(null); openShelf({ id: 'dr', key: '' }, () => null); });
afterEach(() => vi.useRealTimers());

it('waits for a pause, then saves the whole note with the version it knows', async () => {
  put.mockImplementation(async (_path, { body }: { body: { version: number } }) => note(body.version + 1));
  const { result } = start();
  act(() => result.current.type('plan', 'Re'));
  act(() => result.current.type('plan', 'Rest'));
  expect(result.current.save.kind).toBe('typing');
  await act(() => vi.advanceTimersByTimeAsync(1_000));
  expect(sent()).toHaveLength(1);
  expect(sent()[0]).toMatchObject({ version: 1, sections: { plan: 'Rest' } });
  expect(result.current.save.kind).toBe('saved');
  expect(result.current.version()).toBe(2);
});

it('saves what was typed during a save after it, in order', async () => {
  let finish: (value: unknown) => void = () => undefined;
  put.mockImplementationOnce(() => new Promise((resolve) => { finish = resolve; })).mockImplementation(async (_path, { body }: { body: { version: number } }) => note(body.version + 1));
  const { result } = start();
  act(() => result.current.type('plan', 'one'));
  await act(() => vi.advanceTimersByTimeAsync(1_000));
  act(() => result.current.type('plan', 'one two'));
  let flushed: Promise<boolean> = Promise.resolve(false);
  act(() => { flushed = result.current.flush(); });
  await act(async () => { finish(note(2)); await flushed; });
  expect(await flushed).toBe(true);
  expect(sent().map(({ version, sections }) => [version, sections.plan])).toEqual([[1, 'one'], [2, 'one two']]);
});

it('keeps both versions, stops saving, and goes on with what the writer chose', async () => {
  put.mockRejectedValueOnce(new ApiProblem({ code: 'note_changed', status: 409, saved: { plan: 'theirs' }, version: 7, saved_by: 'Dr A', saved_at: '2026-11-23T10:01:00Z' }, 409));
  put.mockImplementation(async (_path, { body }: { body: { version: number } }) => note(body.version + 1));
  const { result } = start();
  act(() => result.current.type('plan', 'mine'));
  await act(() => vi.advanceTimersByTimeAsync(1_000));
  expect(result.current.conflict).toMatchObject({ mine: { plan: 'mine' }, saved: { plan: 'theirs' }, by: 'Dr A' });
  expect(await act(() => result.current.flush())).toBe(false);
  put.mockClear();
  await act(() => result.current.resolve(filled({ plan: 'theirs\n\nmine' })));
  expect(sent()).toEqual([expect.objectContaining({ version: 7, sections: expect.objectContaining({ plan: 'theirs\n\nmine' }) })]);
  expect(result.current.conflict).toBeNull();
});

it('tries again by itself when the hospital cannot be reached', async () => {
  put.mockRejectedValueOnce(new ApiProblem({ code: 'network' }, 0)).mockImplementation(async () => note(2));
  const { result } = start();
  act(() => result.current.type('plan', 'Rest'));
  await act(() => vi.advanceTimersByTimeAsync(1_000));
  expect(result.current.save.kind).toBe('failed');
  await act(() => vi.advanceTimersByTimeAsync(4_100));
  expect(result.current.save.kind).toBe('saved');
});

it('goes on with what could not be sent before the window was closed, and forgets it once it is saved', async () => {
  put.mockImplementation(async (_path, { body }: { body: { version: number } }) => note(body.version + 1));
  void keep('note:e', { version: 1, sections: filled({ plan: 'from the train' }) });
  const { result } = start();
  await act(() => vi.advanceTimersByTimeAsync(10));
  expect(result.current.sections.plan).toBe('from the train');
  expect(sent()).toEqual([expect.objectContaining({ version: 1, sections: expect.objectContaining({ plan: 'from the train' }) })]);
  expect([result.current.save.kind, await kept('note:e')]).toEqual(['saved', null]);
});

it('never writes over what was saved elsewhere since: both are shown, and the writer decides', async () => {
  put.mockImplementation(async (_path, { body }: { body: { version: number } }) => note(body.version + 1));
  void keep('note:e', { version: 1, sections: filled({ plan: 'from the train' }) });
  const { result } = renderHook(() => useNote('e', note(4, { plan: 'from the ward' }), vi.fn()));
  await act(() => vi.advanceTimersByTimeAsync(10));
  expect(result.current.conflict).toMatchObject({ mine: { plan: 'from the train' }, saved: { plan: 'from the ward' }, version: 4 });
  expect(sent()).toEqual([]);
  await act(() => result.current.resolve(filled({ plan: 'from the ward, from the train' })));
  expect(sent()[0]).toMatchObject({ version: 4, sections: { plan: 'from the ward, from the train' } });
});

it('follows another window while nothing is typed here', () => {
  const { result, rerender } = start();
  rerender({ given: note(3, { plan: 'from elsewhere' }) });
  expect(result.current.sections.plan).toBe('from elsewhere');
});

it('names what is missing in the order of the screen', () => {
  expect(missing(filled({ plan: ' ' }), { diagnoses: [], services: [] })).toEqual(['history', 'assessment', 'plan', 'diagnoses', 'services']);
});
