/** Where the case stands is found in a drawing whichever modeler has written it. */
import { expect, it } from 'vitest';
import type { CaseShown } from './api/cases';
import { besides, drawingsOf, marksOf, standsOn } from './marks';

const outer = `<process id='outer'><startEvent id='start'/>
  <callActivity calledElement='inner'
    id='ask' /><sequenceFlow other-id='x' id='f' sourceRef='start' targetRef='ask'/></process>`;
const inner = '<b:process id="inner"><b:userTask\n id="look"/></b:process>';
const token = (element_id: string, waits_for: string) => ({ element_id, waits_for, listening: false });
const shown = {
  process_id: 'outer', process_name: 'Outer', xml: outer, called: [{ process_id: 'inner', name: 'Inner', xml: inner, renamed: {} }],
  tokens: [token('ask', 'inside'), token('look', 'person')], completed: { start: 1 }, history: [{ came_from: 'start', element_id: 'ask', outcome: 'completed' }],
} as unknown as CaseShown;

it('marks the element that calls in the one drawing and the place inside in the other', () => {
  expect(standsOn(shown)).toBe('inner');
  expect(marksOf(shown, drawingsOf(shown)[0]!)).toEqual({ tokens: { ask: 1 }, active: ['ask'], incidents: [], completed: ['start', 'f'] });
  expect(marksOf(shown, drawingsOf(shown)[1]!)).toMatchObject({ tokens: { look: 1 }, active: ['look'] });
});

it('tells elements of the same id in two drawings apart by what they go by in the case', () => {
  const both = { ...shown, tokens: [token('ask', 'inside'), token('inner:look', 'person')], completed: { look: 1, 'inner:start': 1 },
    xml: outer.replace('<sequence', '<userTask id="look"/><sequence'), called: [{ process_id: 'inner', name: 'Inner', xml: `${inner}<e id="start"/>`, renamed: { look: 'inner:look', start: 'inner:start' } }] } as unknown as CaseShown;
  const [whole, called] = drawingsOf(both).map((drawing) => marksOf(both, drawing));
  expect(whole).toMatchObject({ tokens: { ask: 1 }, completed: ['look', 'f'] });
  expect(called).toMatchObject({ tokens: { look: 1 }, completed: ['start'] });
  expect(standsOn(both)).toBe('inner');
});

it('names where a token may go from an element, forward and back, on its level only', () => {
  const bpmn = 'http://www.omg.org/spec/BPMN/20100524/MODEL';
  const drawn = (id: string, nodes: string) => `<b:definitions xmlns:b="${bpmn}"><b:process id="${id}">${nodes}</b:process></b:definitions>`;
  const deep = { ...shown, xml: drawn('outer', '<b:startEvent id="start"/><b:userTask id="ask" name="Ask"/><b:subProcess id="ward"><b:userTask id="look"/><b:serviceTask id="send" name="Send it"/></b:subProcess><b:endEvent id="over"/><b:sequenceFlow id="f" sourceRef="start" targetRef="ask"/>'),
    called: [{ process_id: 'inner', name: 'Inner', xml: drawn('inner', '<b:userTask id="ask"/><b:serviceTask id="bill" name="Bill"/>'), renamed: { ask: 'inner:ask' } }] } as unknown as CaseShown;
  expect([...besides(deep, 'ask')]).toEqual([['ward', 'ward'], ['over', 'over']]);
  expect([...besides(deep, 'look')]).toEqual([['send', 'Send it']]);
  expect([...besides(deep, 'bill')]).toEqual([['inner:ask', 'ask']]);
  expect([...besides(deep, 'inner:ask')]).toEqual([['bill', 'Bill']]);
  expect(besides(deep, 'nowhere').size).toBe(0);
});
