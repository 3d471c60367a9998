/** A drawing that goes through the editor's reader and writer keeps what it had: ours, other tools', and the picture. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { BpmnModdle } from 'bpmn-moddle';
import { expect, it } from 'vitest';
import { lostParts } from '../modeler/lost';
import type { Bo } from '../modeler/types';
import { wardline } from '../modeler/wardline';
import { BadFile, look, renamed } from './begin';
import { list, partOf, readPart, readParams } from './extension';
import { flowNodes } from './vocabulary';

const shipped = (name: string) => readFileSync(join(process.cwd(), `../workflows/processes/${name}/${name}.bpmn`), 'utf8');
const template = (name: string) => readFileSync(join(process.cwd(), `src/features/pathways/templates/${name}.bpmn`), 'utf8');

async function through(xml: string) {
  const moddle = new BpmnModdle({ wardline } as never);
  const { rootElement, warnings } = await moddle.fromXML(xml);
  return { root: rootElement as Bo, warnings, xml: (await moddle.toXML(rootElement, { format: true })).xml };
}

/** Every element with its attributes and text, in order: what two files must agree in. */
function facts(xml: string): string[] {
  const walk = (node: Element, path: string): string[] => {
    const here = `${path}/${node.tagName}`;
    const attributes = [...node.attributes].filter((one) => !one.name.startsWith('xmlns')).map((one) => `${one.name}=${one.value}`).sort();
    const text = [...node.childNodes].filter((child) => child.nodeType === 3).map((child) => child.textContent?.trim()).join('');
    return [`${here} ${attributes.join(' ')} ${text}`, ...[...node.children].flatMap((child) => walk(child, `${here}#${node.getAttribute('id') ?? ''}`))];
  };
  return walk(new DOMParser().parseFromString(xml, 'application/xml').documentElement, '').sort();
}

it.each(['visit', 'admission'])('the shipped pathway %s comes out as it went in', async (name) => {
  const before = shipped(name);
  const { xml, warnings } = await through(before);
  expect(warnings).toEqual([]);
  expect(facts(xml)).toEqual(facts(before));
});

const foreign = `<?xml version="1.0" encoding="UTF-8"?>
<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:bpmndi="http://www.omg.org/spec/BPMN/20100524/DI" xmlns:dc="http://www.omg.org/spec/DD/20100524/DC" xmlns:wardline="http://wardline.org/bpmn/1.0" xmlns:zeebe="http://camunda.org/schema/zeebe/1.0" xmlns:bioc="http://bpmn.io/schema/bpmn/biocolor/1.0" xmlns:odd="urn:odd" id="d" targetNamespace="t" odd:exporter="Some tool">
  <bpmn:process id="p" name="P" isExecutable="true" odd:colour="blue">
    <bpmn:documentation textFormat="text/html">Why</bpmn:documentation>
    <bpmn:userTask id="t" name="T" zeebe:modelerTemplate="x.y">
      <bpmn:extensionElements>
        <zeebe:ioMapping><zeebe:input source="= a" target="b" /><zeebe:deep><zeebe:deeper level="3">text</zeebe:deeper></zeebe:deep></zeebe:ioMapping>
        <wardline:task form="f" role="nurse" onComplete="a.b" followUp="hours(1)" sla="minutes(5)" department="er" roles="seen_by" />
        <odd:thing a="1"><odd:other>two</odd:other></odd:thing>
      </bpmn:extensionElements>
      <bpmn:multiInstanceLoopCharacteristics isSequential="true" wardline:collection="orders" wardline:item="order" wardline:result="answers" />
    </bpmn:userTask>
    <bpmn:serviceTask id="s"><bpmn:extensionElements><wardline:step name="beds.reserve" result="stay"><wardline:param name="bed_id" value="stay.bed_id" type="uuid" /></wardline:step></bpmn:extensionElements></bpmn:serviceTask>
    <bpmn:businessRuleTask id="r"><bpmn:extensionElements><wardline:decision ref="triage" result="level" /></bpmn:extensionElements></bpmn:businessRuleTask>
  </bpmn:process>
  <bpmndi:BPMNDiagram id="dd"><bpmndi:BPMNPlane id="pp" bpmnElement="p">
    <bpmndi:BPMNShape id="t_di" bpmnElement="t" bioc:stroke="#831311"><dc:Bounds x="1" y="2" width="100" height="80" /></bpmndi:BPMNShape>
  </bpmndi:BPMNPlane></bpmndi:BPMNDiagram>
</bpmn:definitions>`;

it("keeps other tools' elements and attributes, however deep", async () => {
  const { xml, root, warnings } = await through(foreign);
  expect(lostParts(warnings)).toEqual([]);
  const kept = facts(xml);
  expect(facts(foreign).filter((fact) => !kept.includes(fact))).toEqual([]);
  const [task, step, rule] = flowNodes(root) as [Bo, Bo, Bo];
  expect(readPart(task, 'Task', ['form', 'role', 'onComplete', 'followUp', 'sla', 'department', 'roles'])).toEqual({ form: 'f', role: 'nurse', onComplete: 'a.b', followUp: 'hours(1)', sla: 'minutes(5)', department: 'er', roles: 'seen_by' });
  expect(readParams(step)).toEqual([{ name: 'bed_id', value: 'stay.bed_id', type: 'uuid' }]);
  expect(readPart(rule, 'Decision', ['ref', 'result'])).toEqual({ ref: 'triage', result: 'level' });
  expect(list(task.extensionElements as Bo, 'values').map((value) => value.$type)).toEqual(['zeebe:ioMapping', 'wardline:Task', 'odd:thing']);
  expect(partOf(task, 'Step')).toBeUndefined();
});

it.each([
  ['<bpmn:teleport id="x" />', 'bpmn:teleport'],
  ['<odd:loose xmlns:odd="urn:odd" />', 'odd:loose'],
  ['<bpmn:sequenceFlow id="f" sourceRef="t" targetRef="nowhere" />', 'nowhere'],
])('refuses a file of which %s would be lost, naming it', async (part, named) => {
  const refused = await look(foreign.replace('<bpmn:serviceTask', `${part}<bpmn:serviceTask`)).then(() => null, (error: unknown) => error);
  expect(refused).toBeInstanceOf(BadFile);
  expect((refused as BadFile).fault.code).toBe('lost');
  expect((refused as BadFile).fault.parts.join(' ')).toContain(named);
});

it('says what is wrong with a file that is no pathway', async () => {
  const fault = (xml: string) => look(xml).then(() => null, (error: unknown) => (error as BadFile).fault.code);
  expect(await fault('not xml at all')).toBe('not_bpmn');
  expect(await fault('<?xml version="1.0"?><html/>')).toBe('not_bpmn');
  // What says no places is arranged by the server.
  expect(await fault(foreign.replace(/<bpmndi:BPMNDiagram[\s\S]*<\/bpmndi:BPMNDiagram>/, ''))).toBeNull();
  expect(await fault(foreign.replace(/<bpmn:process[\s\S]*<\/bpmn:process>/, '<bpmn:process id="p" />').replace(/<bpmndi:BPMNShape[\s\S]*<\/bpmndi:BPMNShape>/, ''))).toBe('no_process');
});

it.each(['approval', 'follow_up', 'alert'])('the template %s begins a pathway of another name, its drawing following', async (name) => {
  const xml = await renamed(template(name), 'new_one', 'A new one');
  expect(await look(xml)).toEqual({ id: 'new_one', name: 'A new one' });
  expect(xml).toContain('bpmnElement="new_one"');
  expect(facts(xml).length).toBe(facts(template(name)).length);
});
