import { Button } from '@mantine/core';
import { Video } from 'lucide-react';
import { Countdown } from '@/components/ui/Countdown';
import { KeyValue } from '@/components/ui/KeyValue';
import { Money } from '@/components/ui/Money';
import { PageHeader } from '@/components/ui/PageHeader';
import { SchemaForm } from '@/components/ui/SchemaForm';
import { Section } from '@/components/ui/Section';
import { TimeText } from '@/components/ui/TimeText';
import { inMinutes, intake } from './sample';

const start = inMinutes(12);

export default function PatientGalleryPage() {
  return (
    <>
      <PageHeader title="Hello, Amara" lead="Your visit with Dr Osei is soon." />
      <Section framed>
        <p style={{ margin: 0 }}><strong>Dr Mina Osei</strong>, family medicine</p>
        <p style={{ margin: '0 0 12px' }}><TimeText at={start} /></p>
        <Countdown until={start} label="until your visit" figure />
        <Button fullWidth mt="md" leftSection={<Video size={20} aria-hidden />}>Join</Button>
      </Section>
      <Section title="Your bill" framed><Money amount={{ minor: 4500, currency: 'USD' }} figure /><KeyValue items={[{ label: 'For', value: 'Video visit' }, { label: 'Due', value: <TimeText at={inMinutes(6000)} as="date" /> }]} /><Button fullWidth mt="md" variant="light">Pay</Button></Section>
      <Section title="Before your visit"><SchemaForm schema={intake} submitLabel="Send to Dr Osei" onSubmit={() => undefined} /></Section>
    </>
  );
}
