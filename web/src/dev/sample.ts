/** Made-up content for the gallery and for component tests. */
import type { JsonSchema } from '@/components/ui/SchemaForm';

export type SampleTask = { id: string; patient: string; task: string; waiting: string; owner: string | null; priority: 'critical' | 'urgent' | 'routine'; version: number };
const ago = (minutes: number) => new Date(Date.now() - minutes * 60_000).toISOString();
export const inMinutes = (minutes: number) => new Date(Date.now() + minutes * 60_000).toISOString();

export const tasks: SampleTask[] = [
  { id: '1', patient: 'Amara Demo-Okafor', task: 'Video consultation', waiting: ago(6), owner: null, priority: 'urgent', version: 1 },
  { id: '2', patient: 'Jonas Demo-Lindqvist', task: 'Sign the note', waiting: ago(42), owner: 'Dr Mina Osei', priority: 'routine', version: 1 },
  { id: '3', patient: 'Priya Demo-Raman', task: 'Review result: potassium 6.4 mmol/L', waiting: ago(2), owner: null, priority: 'critical', version: 1 },
  { id: '4', patient: 'Tomás Demo-Ferreira', task: 'Video consultation', waiting: ago(1), owner: 'Dr Lev Baran', priority: 'routine', version: 1 },
];

export const intake: JsonSchema = {
  type: 'object', required: ['reason', 'since', 'severity', 'medicines_taken', 'consent'],
  properties: {
    reason: { type: 'string', title: 'What should we look at?', maxLength: 600, 'x-widget': 'textarea' },
    since: { type: 'string', format: 'date', title: 'Since when?' },
    severity: { enum: ['mild', 'moderate', 'severe'], title: 'How strong is it?' },
    medicines_taken: { type: 'boolean', title: 'Do you take any medicine?', 'x-widget': 'yesno' },
    medicines: { type: 'array', title: 'Your medicines', 'x-when': { medicines_taken: true }, items: { $ref: '#/$defs/Medicine' } },
    pain: { type: 'integer', title: 'Pain, from 0 to 10', minimum: 0, maximum: 10 },
    temperature: { type: 'number', title: 'Temperature, °C', minimum: 30, maximum: 45 },
    consent: { const: true, title: 'I agree to be treated by video.' },
  },
  $defs: { Medicine: { type: 'object', title: 'Medicine', required: ['name'], properties: { name: { type: 'string', title: 'Name', maxLength: 80 }, dose: { type: 'string', title: 'How much, how often', maxLength: 80 } } } },
};

export const diagram = `<?xml version="1.0" encoding="UTF-8"?>
<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:bpmndi="http://www.omg.org/spec/BPMN/20100524/DI" xmlns:dc="http://www.omg.org/spec/DD/20100524/DC" xmlns:di="http://www.omg.org/spec/DD/20100524/DI" id="d" targetNamespace="t">
<bpmn:process id="visit" isExecutable="true"><bpmn:startEvent id="start" name="Booked"><bpmn:outgoing>f1</bpmn:outgoing></bpmn:startEvent>
<bpmn:userTask id="details" name="Confirm details"><bpmn:incoming>f1</bpmn:incoming><bpmn:outgoing>f2</bpmn:outgoing></bpmn:userTask>
<bpmn:userTask id="consultation" name="Consultation"><bpmn:incoming>f2</bpmn:incoming><bpmn:outgoing>f3</bpmn:outgoing></bpmn:userTask>
<bpmn:exclusiveGateway id="insured" name="Insured?"><bpmn:incoming>f3</bpmn:incoming><bpmn:outgoing>f4</bpmn:outgoing></bpmn:exclusiveGateway>
<bpmn:serviceTask id="claim" name="Send the claim"><bpmn:incoming>f4</bpmn:incoming><bpmn:outgoing>f5</bpmn:outgoing></bpmn:serviceTask>
<bpmn:endEvent id="end" name="Paid"><bpmn:incoming>f5</bpmn:incoming></bpmn:endEvent>
<bpmn:sequenceFlow id="f1" sourceRef="start" targetRef="details"/><bpmn:sequenceFlow id="f2" sourceRef="details" targetRef="consultation"/><bpmn:sequenceFlow id="f3" sourceRef="consultation" targetRef="insured"/><bpmn:sequenceFlow id="f4" name="yes" sourceRef="insured" targetRef="claim"/><bpmn:sequenceFlow id="f5" sourceRef="claim" targetRef="end"/></bpmn:process>
<bpmndi:BPMNDiagram id="dd"><bpmndi:BPMNPlane id="p" bpmnElement="visit">
<bpmndi:BPMNShape id="s1" bpmnElement="start"><dc:Bounds x="160" y="102" width="36" height="36"/><bpmndi:BPMNLabel><dc:Bounds x="160" y="145" width="37" height="14"/></bpmndi:BPMNLabel></bpmndi:BPMNShape>
<bpmndi:BPMNShape id="s2" bpmnElement="details"><dc:Bounds x="250" y="80" width="100" height="80"/></bpmndi:BPMNShape>
<bpmndi:BPMNShape id="s3" bpmnElement="consultation"><dc:Bounds x="410" y="80" width="100" height="80"/></bpmndi:BPMNShape>
<bpmndi:BPMNShape id="s4" bpmnElement="insured" isMarkerVisible="true"><dc:Bounds x="575" y="95" width="50" height="50"/><bpmndi:BPMNLabel><dc:Bounds x="578" y="152" width="44" height="14"/></bpmndi:BPMNLabel></bpmndi:BPMNShape>
<bpmndi:BPMNShape id="s5" bpmnElement="claim"><dc:Bounds x="690" y="80" width="100" height="80"/></bpmndi:BPMNShape>
<bpmndi:BPMNShape id="s6" bpmnElement="end"><dc:Bounds x="852" y="102" width="36" height="36"/><bpmndi:BPMNLabel><dc:Bounds x="858" y="145" width="24" height="14"/></bpmndi:BPMNLabel></bpmndi:BPMNShape>
<bpmndi:BPMNEdge id="e1" bpmnElement="f1"><di:waypoint x="196" y="120"/><di:waypoint x="250" y="120"/></bpmndi:BPMNEdge><bpmndi:BPMNEdge id="e2" bpmnElement="f2"><di:waypoint x="350" y="120"/><di:waypoint x="410" y="120"/></bpmndi:BPMNEdge><bpmndi:BPMNEdge id="e3" bpmnElement="f3"><di:waypoint x="510" y="120"/><di:waypoint x="575" y="120"/></bpmndi:BPMNEdge><bpmndi:BPMNEdge id="e4" bpmnElement="f4"><di:waypoint x="625" y="120"/><di:waypoint x="690" y="120"/><bpmndi:BPMNLabel><dc:Bounds x="648" y="102" width="18" height="14"/></bpmndi:BPMNLabel></bpmndi:BPMNEdge><bpmndi:BPMNEdge id="e5" bpmnElement="f5"><di:waypoint x="790" y="120"/><di:waypoint x="852" y="120"/></bpmndi:BPMNEdge>
</bpmndi:BPMNPlane></bpmndi:BPMNDiagram></bpmn:definitions>`;
