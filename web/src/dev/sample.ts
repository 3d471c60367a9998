/** Made-up content for the gallery and for component tests. */
import visit from '../../../workflows/processes/visit/visit.bpmn?raw';
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

/** The shipped pathway. */
export const diagram = visit;
