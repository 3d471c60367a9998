/** The editor's thinking without a drawing: completion, samples, timers, saving, ids. */
import { BpmnModdle } from 'bpmn-moddle';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { ApiProblem } from '@/lib/problem';
import type { Bo } from '../modeler/types';
import { wardline } from '../modeler/wardline';
import { cycle, isDateText, pieces, simple, toIso } from './duration';
import { isProcessId, processIdFor } from './ids';
import { restingPlaces } from './resting';
import { sampleOf } from './sample';
import { Saver } from './saver';
import { withEntry } from './sheet';
import { caseData, complete, completions, vocabulary, type Word } from './vocabulary';

const word = (name: string, kind: Word['kind'] = 'data'): Word => ({ name, kind, hint: '', insert: kind === 'function' ? `${name}(` : name });
const words = [word('triage'), word('triage.level'), word('visit.starts_at'), word('hours', 'function'), word('age', 'function')];

describe('completion', () => {
  const offered = (text: string) => completions(text, text.length, words).options.map((option) => option.name);
  it('offers what begins with what is typed, then what holds it', () => {
    expect(offered('tri')).toEqual(['triage', 'triage.level']);
    expect(offered('triage.level <= 2 and le')).toEqual(['triage.level']);
    expect(offered('ho')).toEqual(['hours']);
    expect(offered('triage.')).toEqual(['triage.level']);
  });
  it('offers nothing in quotes, after a space, and for what is typed whole', () => {
    expect(offered("kind == 'tri")).toEqual([]);
    expect(offered('triage ')).toEqual([]);
    expect(offered('visit.starts_at')).toEqual([]);
  });
  it('puts the word where it was asked for and stands behind it', () => {
    const { start, options } = completions('due = ho + 1', 8, words);
    expect(complete('due = ho + 1', 8, start, options[0]!)).toEqual({ text: 'due = hours( + 1', cursor: 12 });
  });
});

it('knows what a pathway puts into its cases, by the forms drawn for it', async () => {
  const xml = readFileSync(join(process.cwd(), 'src/features/pathways/templates/approval.bpmn'), 'utf8');
  const { rootElement } = await new BpmnModdle({ wardline } as never).fromXML(xml);
  const forms = { decide: { schema: { type: 'object', properties: { agreed: { type: 'boolean', title: 'Do you agree?' } } } } };
  const known = [{ key: 'request', title: 'Request', processes: [], fields: [{ name: 'what', title: 'What', type: 'string', required: true }] }];
  expect(caseData(rootElement as Bo, forms, { forms: known })).toContainEqual({ name: 'decide.agreed', from: 'Decide: Do you agree?' });
  const found = vocabulary(rootElement as Bo, forms, { forms: known, functions: [{ name: 'age', signature: 'age(date)', help: 'Years', example: '' }] });
  expect(found.map((one) => one.name)).toEqual(['request', 'request.what', 'decide', 'decide.agreed', 'carry_out', 'age']);
  expect(sampleOf(found)).toEqual({ request: { what: null }, decide: { agreed: null }, carry_out: null });
});

it('says where a case can rest', () => {
  const xml = readFileSync(join(process.cwd(), 'src/features/pathways/templates/follow_up.bpmn'), 'utf8');
  expect(restingPlaces(xml).map((place) => place.id)).toEqual(['pause', 'call', 'see']);
});

it('reads timers', () => {
  expect(simple('PT2H')).toEqual({ count: 2, unit: 'hours' });
  expect(simple('P3D')).toEqual({ count: 3, unit: 'days' });
  expect(simple('P1DT2H')).toBeNull();
  expect(pieces('P1DT2H')).toEqual({ days: 1, hours: 2 });
  expect(pieces('PT')).toBeNull();
  expect(pieces('hours(2)')).toBeNull();
  expect(cycle('R3/PT30M')).toEqual({ times: 3, every: { minutes: 30 } });
  expect(cycle('R/P1D')).toEqual({ times: null, every: { days: 1 } });
  expect(cycle('R3/soon')).toBeNull();
  expect(toIso({ count: 90, unit: 'minutes' })).toBe('PT90M');
  expect(toIso({ count: 2, unit: 'weeks' })).toBe('P2W');
  expect(isDateText('2027-01-31T08:00:00Z')).toBe(true);
  expect(isDateText('visit.starts_at')).toBe(false);
});

it('makes short names', () => {
  expect(processIdFor('Post-op call (week 2)')).toBe('post_op_call_week_2');
  expect(processIdFor('2nd Opinion')).toBe('nd_opinion');
  expect(isProcessId('post_op')).toBe(true);
  expect(isProcessId('Post')).toBe(false);
});

it('sets and takes out one entry', () => {
  expect(withEntry({ a: 1, b: 2 }, 'a', null)).toEqual({ b: 2 });
  expect(withEntry({ a: 1 }, 'b', 2)).toEqual({ a: 1, b: 2 });
});

describe('saving', () => {
  beforeEach(() => { vi.useFakeTimers(); });
  afterEach(() => { vi.useRealTimers(); });
  const settle = (ms: number) => vi.advanceTimersByTimeAsync(ms);

  it('saves once after a pause, with the newest content', async () => {
    let content = 'a';
    const save = vi.fn(async (version: number) => ({ version: version + 1 }));
    const saver = new Saver(1, async () => content, save, 100);
    saver.changed();
    content = 'b';
    saver.changed();
    expect(saver.state).toBe('waiting');
    await settle(150);
    expect(save.mock.calls).toEqual([[1, 'b']]);
    expect(saver.state).toBe('saved');
    expect(saver.version).toBe(2);
  });

  it('never saves twice at a time; what changed meanwhile follows with the new version', async () => {
    const replies: (() => void)[] = [];
    const save = vi.fn((version: number, _content: string) => new Promise<{ version: number }>((done) => { replies.push(() => done({ version: version + 1 })); }));
    let content = 'a';
    const saver = new Saver(1, async () => content, save, 100);
    saver.changed();
    await settle(100);
    content = 'b';
    saver.changed();
    await settle(500);
    expect(save).toHaveBeenCalledTimes(1);
    replies[0]!();
    await settle(200);
    expect(save.mock.calls).toEqual([[1, 'a'], [2, 'b']]);
    replies[1]!();
    await settle(0);
    expect(saver.state).toBe('saved');
  });

  it('stops at a conflict until a person decides, and then puts this in its place', async () => {
    const save = vi.fn(async (version: number, _content: string) => {
      if (version === 1) throw new ApiProblem({ code: 'stale' }, 409);
      return { version: version + 1 };
    });
    const saver = new Saver(1, async () => 'mine', save, 100);
    saver.changed();
    await settle(150);
    expect(saver.state).toBe('conflict');
    saver.changed();
    await settle(10_000);
    expect(save).toHaveBeenCalledTimes(1);
    expect(await saver.flush()).toBe(false);
    await saver.overwrite(7);
    expect(save).toHaveBeenLastCalledWith(7, 'mine');
    expect(saver.state).toBe('saved');
  });

  it('tries again when the hospital could not be reached, and loses nothing', async () => {
    let down = true;
    const save = vi.fn(async (version: number, _content: string) => {
      if (down) throw new ApiProblem({ code: 'network' }, 0);
      return { version: version + 1 };
    });
    const saver = new Saver(1, async () => 'x', save, 100, 1_000);
    saver.changed();
    await settle(150);
    expect(saver.state).toBe('failed');
    down = false;
    await settle(1_100);
    expect(saver.state).toBe('saved');
    expect(saver.version).toBe(2);
  });
});
