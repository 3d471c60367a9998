/** What is said of a recording: nobody is blamed who did not refuse, and what broke off does not count as saved. */
import { expect, it } from 'vitest';
import type { Recording } from '../api/recordings';
import { lineOf } from './Recording';

const words = ((key: string, values?: { name?: string }) => [key, values?.name].filter(Boolean).join(' ')) as Parameters<typeof lineOf>[1];
const said = (one: Partial<Recording>) => lineOf({ failure: '', stop_reason: null, stopped_by_name: '', ...one } as Recording, words);

it('says who did not agree only of who did not agree', () => {
  expect(said({ status: 'declined', stop_reason: 'withdrawn', stopped_by_name: 'Ana' })).toBe('recording.declined Ana');
  expect(said({ status: 'declined', stop_reason: 'hung_up', stopped_by_name: 'Ana' })).toBe('recording.not_begun');
  expect(said({ status: 'declined', stop_reason: 'on_hold' })).toBe('recording.not_begun');
});

it('says that the end is missing', () => {
  expect(said({ status: 'kept', stop_reason: 'hung_up' })).toBe('recording.kept');
  expect(said({ status: 'kept', stop_reason: 'interrupted' })).toBe('recording.cut_off');
  expect(said({ status: 'kept', stop_reason: 'interrupted', failure: 'recorder_died' })).toBe('recording.cut_off');
});
