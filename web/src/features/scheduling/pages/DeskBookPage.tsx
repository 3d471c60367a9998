/** Reception books for a patient: who, then the same steps as the patient's own. */
import { Button, TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { Search } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useSearchParams } from '@/app/page';
import { EmptyState } from '@/components/ui/EmptyState';
import { ErrorState } from '@/components/ui/ErrorState';
import { PageHeader } from '@/components/ui/PageHeader';
import { Section } from '@/components/ui/Section';
import { DateText } from '@/components/ui/TimeText';
import { get } from '@/lib/api';
import { notifyDone } from '@/lib/notify';
import { dayKey } from '@/lib/time';
import { BookFlow } from '../components/BookFlow';
import booking from '../components/Booking.module.css';
import css from '../components/Schedule.module.css';
import type { Wish } from '../components/TimeChooser';

export default function DeskBookPage() {
  const { t } = useTranslation('scheduling');
  const { patient, replaces, ...wish } = useSearchParams<Wish & { patient?: string; replaces?: string }>();
  const navigate = useNavigate();
  const go = (search: Record<string, unknown>) => void navigate({ to: '/schedule/book', search: { patient, replaces, ...wish, ...search } as never, resetScroll: false });
  return (
    <>
      <PageHeader title={t('desk.title')} back={{ to: '/schedule', label: t('day.title') }} />
      <div className={booking.narrow}>
        <Section title={t('desk.patient')}>{patient ? <Chosen id={patient} onOther={() => go({ patient: undefined })} /> : <FindPatient onChoose={(id) => go({ patient: id })} />}</Section>
        {patient ? (
          <Section title={t('desk.time')}>
            <BookFlow
              key={patient} wish={wish} replaces={replaces} patientId={patient} onWish={go}
              onBooked={(made) => { notifyDone(t('desk.done', { name: made.patient.name })); void navigate({ to: '/schedule', search: { day: dayKey(made.starts_at, made.zone) } as never }); }}
            />
          </Section>
        ) : null}
      </div>
    </>
  );
}

function FindPatient({ onChoose }: { onChoose: (id: string) => void }) {
  const { t } = useTranslation('scheduling');
  const [text, setText] = useState('');
  const [search] = useDebouncedValue(text.trim(), 200);
  const { data, error } = useQuery({
    queryKey: ['patients', 'find', search], enabled: search.length >= 2,
    queryFn: ({ signal }) => get('/api/patients', { query: { search, limit: 8 }, signal }),
  });
  return (
    <>
      <TextInput label={t('desk.find')} placeholder={t('desk.find_example')} leftSection={<Search size={16} aria-hidden />} value={text} onChange={(event) => setText(event.currentTarget.value)} data-autofocus />
      {error ? <ErrorState problem={error} compact /> : null}
      {search.length >= 2 && data?.items.length === 0 ? <EmptyState compact title={t('desk.nobody')} hint={t('desk.nobody_hint')} /> : null}
      <ul className={css.found}>
        {search.length >= 2 ? data?.items.map((one) => (
          <li key={one.id}><button type="button" onClick={() => onChoose(one.id)}><strong>{`${one.given} ${one.family}`}</strong><span className={css.quiet}>{one.number} · <DateText date={one.birth_date} /></span></button></li>
        )) : null}
      </ul>
    </>
  );
}

function Chosen({ id, onOther }: { id: string; onOther: () => void }) {
  const { t } = useTranslation('scheduling');
  const { data, error } = useQuery({ queryKey: ['patients', 'one', id], queryFn: ({ signal }) => get('/api/patients/{patient_id}', { path: { patient_id: id }, signal }) });
  if (error) return <ErrorState problem={error} compact onRetry={onOther} />;
  return (
    <p className={css.chosen}>
      <span>{data ? <><strong className={css.name}>{`${data.patient.given} ${data.patient.family}`}</strong> <span className={css.quiet}>{data.patient.number} · <DateText date={data.patient.birth_date} /></span></> : '…'}</span>
      <Button variant="default" size="compact-sm" onClick={onOther}>{t('desk.other')}</Button>
    </p>
  );
}
