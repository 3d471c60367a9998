/** What a start says of how cases begin, as it is written into the file. */
import { BpmnModdle } from 'bpmn-moddle';
import { expect, it } from 'vitest';
import type { Bo, Item, Services } from '../modeler/types';
import { wardline } from '../modeler/wardline';
import { beginsCases, chooseTrigger, readBeginning, readTrigger, writeBeginning } from './begins';
import { list } from './extension';
import { caseData } from './vocabulary';

const file = (inner: string, start = '') => `<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:wardline="http://wardline.org/bpmn/1.0" targetNamespace="x">
  <bpmn:process id="p" isExecutable="true">${inner}<bpmn:startEvent id="s" name="Asked">${start}</bpmn:startEvent></bpmn:process></bpmn:definitions>`;
const said = (data: string) => `<bpmn:extensionElements><wardline:start data="${data}" /></bpmn:extensionElements>`;

async function opened(xml: string) {
  const moddle = new BpmnModdle({ wardline } as never);
  const { rootElement, warnings } = await moddle.fromXML(xml);
  expect(warnings).toEqual([]);
  const root = rootElement as unknown as Bo;
  const process = list(root, 'rootElements')[0]!;
  const item = { businessObject: list(process, 'flowElements')[0]! } as Item;
  const modeling = { updateModdleProperties: (_item: Item, node: Bo, given: Record<string, unknown>) => { for (const [name, value] of Object.entries(given)) node.set(name, value); } };
  const writer = { modeling, moddle } as unknown as Pick<Services, 'modeling' | 'moddle'>;
  return { root, item, writer, written: async () => (await moddle.toXML(rootElement, { format: true })).xml };
}

it('begins by hand until another trigger is chosen', async () => {
  const { item, writer, written } = await opened(file(''));
  expect([beginsCases(item), readTrigger(item.businessObject)]).toEqual([true, 'hand']);
  chooseTrigger(writer, item, 'Message');
  expect(await written()).toContain('messageEventDefinition');
  chooseTrigger(writer, item, 'Timer');
  expect(readTrigger(item.businessObject)).toBe('Timer');
  expect(await written()).not.toContain('messageEventDefinition');
  chooseTrigger(writer, item, 'hand');
  expect(await written()).not.toContain('EventDefinition');
});

it('says which data a case begins with, and without words says nothing', async () => {
  const { root, item, writer, written } = await opened(file(''));
  writeBeginning(writer, item, ' visit,  order ');
  expect(await written()).toContain('<wardline:start data="visit order" />');
  expect(caseData(root, {}, { forms: [] })).toEqual([{ name: 'visit', from: 'Asked' }, { name: 'order', from: 'Asked' }]);
  writeBeginning(writer, item, 'visit');
  expect(readBeginning(item.businessObject)).toBe('visit');
  writeBeginning(writer, item, ' ');
  expect(await written()).not.toContain('extensionElements');
});

it('changes what the pathway itself says, where it does', async () => {
  const { item, writer, written } = await opened(file(said('patient')));
  expect(readBeginning(item.businessObject)).toBe('patient');
  writeBeginning(writer, item, 'patient visit');
  expect((await written()).match(/<wardline:start/g)).toHaveLength(1);
  expect(readBeginning(item.businessObject)).toBe('patient visit');
});
