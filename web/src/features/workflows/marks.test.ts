/** Where the case stands is found in a drawing whichever modeler has written it. */
import { expect, it } from 'vitest';
import type { CaseShown } from './api/cases';
import { marksOf, standsOn } from './marks';

const outer = `<process id='outer'>
  <callActivity calledElement='inner'
    id='ask' /><sequenceFlow other-id='x' id='f' sourceRef='start' targetRef='ask'/></process>`;
const inner = '<b:process id="inner"><b:userTask\n id="look"/></b:process>';
const token = (element_id: string, waits_for: string) => ({ element_id, waits_for, listening: false });
const shown = {
  process_id: 'outer', process_name: 'Outer', xml: outer, called: [{ process_id: 'inner', name: 'Inner', xml: inner }],
  tokens: [token('ask', 'inside'), token('look', 'person')], completed: { start: 1 }, history: [{ came_from: 'start', element_id: 'ask', outcome: 'completed' }],
} as unknown as CaseShown;

it('marks the element that calls in the one drawing and the place inside in the other', () => {
  expect(standsOn(shown)).toBe('inner');
  expect(marksOf(shown)).toEqual({ tokens: { ask: 1 }, active: ['ask'], incidents: [], completed: ['start', 'f'] });
  expect(marksOf(shown, inner)).toMatchObject({ tokens: { look: 1 }, active: ['look'] });
});
