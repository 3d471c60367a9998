import { Button, Checkbox, Group, NativeSelect, Switch, Tabs, Textarea, TextInput } from '@mantine/core';
import { Inbox } from 'lucide-react';
import { useState } from 'react';
import { BpmnDiagram } from '@/components/ui/BpmnDiagram';
import { useConfirm } from '@/components/ui/confirm';
import { Countdown } from '@/components/ui/Countdown';
import { DataList, fromRows, type Column } from '@/components/ui/DataList';
import { EmptyState } from '@/components/ui/EmptyState';
import { ErrorState } from '@/components/ui/ErrorState';
import { KeyValue } from '@/components/ui/KeyValue';
import { Money } from '@/components/ui/Money';
import { PageHeader } from '@/components/ui/PageHeader';
import { PatientBanner } from '@/components/ui/PatientBanner';
import { SchemaForm } from '@/components/ui/SchemaForm';
import { Section } from '@/components/ui/Section';
import { StatusBadge, UrgencyBadge, type Tone } from '@/components/ui/StatusBadge';
import { TimeText } from '@/components/ui/TimeText';
import { notifyDone, notifyProblem } from '@/lib/notify';
import { ApiProblem } from '@/lib/problem';
import { diagram, inMinutes, intake, tasks, type SampleTask } from './sample';

const columns: Column<SampleTask>[] = [
  { key: 'task', header: 'Task', cell: (row) => row.task, sort: (row) => row.task },
  { key: 'patient', header: 'Patient', cell: (row) => row.patient, sort: (row) => row.patient, phone: 'bare' },
  { key: 'priority', header: 'Urgency', cell: (row) => <UrgencyBadge level={row.priority} />, phone: 'bare' },
  { key: 'owner', header: 'Taken by', cell: (row) => row.owner ?? '—' },
  { key: 'waiting', header: 'Waiting', cell: (row) => <Countdown since={row.waiting} label="waiting" />, end: true, sort: (row) => row.waiting },
];
const tones: Tone[] = ['neutral', 'active', 'info', 'done', 'attention', 'problem'];
const vitals: [string, string, string, string][] = [['HR', '72', '/min', 'hr'], ['SpO₂', '98', '%', 'spo2'], ['BP', '118/76', 'mmHg', 'bp'], ['RR', '14', '/min', 'rr'], ['Temp', '36.8', '°C', 'temp']];

export default function GalleryPage() {
  const [rows, setRows] = useState(tasks);
  const [text, setText] = useState('');
  const confirm = useConfirm();
  const take = () => setRows((all) => all.map((row) => (row.id === '1' ? { ...row, owner: 'Dr Mina Osei', version: row.version + 1 } : row)));
  return (
    <>
      <PatientBanner patient={{ name: 'Amara Demo-Okafor', birth_date: '1984-03-09', sex: 'female', number: 'W-000123', allergies: [{ substance: 'Penicillin', severe: true }, { substance: 'Latex' }], alerts: ['Falls risk'] }} others={['Lev Baran']} />
      <PageHeader title="My work" badge={<StatusBadge tone="active" label="On shift" />} lead="What is waiting for you, the most urgent first." actions={<><Button variant="default" onClick={take}>Someone takes one</Button><Button>Next patient</Button></>} />
      <Section title="Waiting">
        <DataList label="Tasks" pages={fromRows(rows.filter((row) => row.patient.toLowerCase().includes(text.toLowerCase())))} columns={columns} rowKey={(row) => row.id} linkTo={() => '/dev/gallery'} flashKey={(row) => row.version}
          search={{ value: text, onChange: setText, placeholder: 'Find a patient' }} filters={<NativeSelect aria-label="Kind" data={['Every kind', 'Consultations', 'Results']} />} empty={{ title: 'Nobody is waiting', hint: 'New patients appear here by themselves.' }} />
      </Section>
      <Section title="States and urgency">
        <Group gap="xs">{tones.map((tone) => <StatusBadge key={tone} tone={tone} label={tone} />)}<UrgencyBadge level="critical" /><UrgencyBadge level="urgent" /><UrgencyBadge level="routine" /><UrgencyBadge level="unknown" /></Group>
        <Group gap="xl" mt="lg">{vitals.map(([name, value, unit, key]) => <div key={key}><div style={{ color: `var(--vital-${key})` }}>{name}</div><span className="figure" style={{ color: `var(--vital-${key})` }}>{value}</span> {unit}</div>)}</Group>
      </Section>
      <Section title="Where the case stands"><BpmnDiagram xml={diagram} name="Visit" height={520} completed={['booked', 'open_visit', 'confirm_details', 'insurance', 'consent', 'intake', 'device_check', 'admission']} active={['consultation']} tokens={{ consultation: 1, submit_claim: 12 }} incidents={['submit_claim']} /></Section>
      <Section title="Facts" framed>
        <KeyValue columns={2} items={[{ label: 'Starts', value: <TimeText at={inMinutes(12)} /> }, { label: 'Born', value: '9 Mar 1984' }, { label: 'Amount due', value: <Money amount={{ minor: 124050, currency: 'USD' }} /> }, { label: 'Insurance', value: null }]} />
      </Section>
      <Section title="Form" framed>
        <SchemaForm schema={intake} submitLabel="Send" onSubmit={() => notifyDone('Saved. The next step is yours.')} initial={{ medicines_taken: true, medicines: [{ name: 'Ramipril', dose: '5 mg, mornings' }] }} />
      </Section>
      <Section title="Controls">
        <Tabs defaultValue="a"><Tabs.List><Tabs.Tab value="a">Note</Tabs.Tab><Tabs.Tab value="b">Orders</Tabs.Tab></Tabs.List>
          <Tabs.Panel value="a" pt="md"><Group align="end"><TextInput label="Name" placeholder="As on the card" /><TextInput label="Code" error="Please answer this." defaultValue="x" /><Textarea label="Note" autosize /><Checkbox label="Send a copy" defaultChecked /><Switch label="Live" defaultChecked /></Group></Tabs.Panel></Tabs>
        <Group mt="lg"><Button>Primary</Button><Button variant="light">Light</Button><Button variant="default">Default</Button><Button variant="subtle">Subtle</Button><Button disabled>Off</Button>
          <Button color="rose" variant="outline" onClick={async () => { if (await confirm({ title: 'Cancel this visit?', body: 'The time becomes free for others, and the patient is told.', verb: 'Cancel the visit', destructive: true, reason: { label: 'Why?' }, keep: 'Keep it' })) notifyDone('Cancelled. The patient has been told.'); }}>Cancel the visit</Button>
          <Button variant="default" onClick={() => notifyProblem(new ApiProblem({ code: 'taken', title: 'Somebody was faster', detail: 'Dr Baran has taken this task.' }, 409))}>A problem</Button></Group>
      </Section>
      <Section title="Nothing and trouble"><EmptyState icon={Inbox} title="No bills" hint="When a visit costs something, you will see it here." action={<Button variant="default">Book a visit</Button>} /><ErrorState problem={new ApiProblem({ code: 'network' })} onRetry={() => undefined} /><DataList label="Loading" pages={fromRows<SampleTask>(undefined)} columns={columns} rowKey={(row) => row.id} empty={{ title: '' }} /></Section>
    </>
  );
}
