/** Booking over a taken time: allowed to few, for a reason that stands on the board, and only so often a day. */
import { Button, Group, NumberInput, Select, Textarea, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useSearchParams } from '@/app/page';
import { FormProblem } from '@/components/ui/FormProblem';
import { PageHeader } from '@/components/ui/PageHeader';
import { Section } from '@/components/ui/Section';
import { useFacility } from '@/lib/auth';
import { useNow } from '@/lib/clock';
import { notifyDone } from '@/lib/notify';
import { dayKey } from '@/lib/time';
import { momentOf } from '@/lib/wall';
import { cliniciansQuery } from '../api/clinicians';
import { overbookingQuery, type Chosen as ChosenResource } from '../api/desk';
import { useOverbook } from '../api/series';
import booking from '../components/Booking.module.css';
import { Chosen, FindPatient } from '../components/PatientPicker';
import { ResourcePicker } from '../components/ResourcePicker';
import css from '../components/Schedule.module.css';

export default function OverbookPage() {
  const { t } = useTranslation('scheduling');
  const { patient, who, day } = useSearchParams<{ patient?: string; who?: string; day?: string }>();
  const navigate = useNavigate();
  const go = (next: Record<string, string | undefined>) => void navigate({ to: '/schedule/overbook', search: { patient, who, day, ...next } as never, replace: true, resetScroll: false });
  return (
    <>
      <PageHeader title={t('over.title')} lead={t('over.lead')} back={{ to: '/board', label: t('walk_in.back') }} />
      <div className={booking.narrow}>
        <Section title={t('desk.patient')}>{patient ? <Chosen id={patient} onOther={() => go({ patient: undefined })} /> : <FindPatient onChoose={(id) => go({ patient: id })} />}</Section>
        {patient ? <Section title={t('desk.time')}><Fields key={patient} patient={patient} who={who} day={day} onWish={go} /></Section> : null}
      </div>
    </>
  );
}

type Props = { patient: string; who: string | undefined; day: string | undefined; onWish: (next: Record<string, string | undefined>) => void };

function Fields({ patient, who, day, onWish }: Props) {
  const { t } = useTranslation('scheduling');
  const { zone } = useFacility();
  const navigate = useNavigate();
  const now = useNow();
  const date = day ?? dayKey(now, zone);
  const people = useQuery(cliniciansQuery).data?.items ?? [];
  const used = useQuery({ ...overbookingQuery(who ?? '', date), enabled: !!who }).data;
  const over = useOverbook();
  const [at, setAt] = useState('');
  const [minutes, setMinutes] = useState(20);
  const [why, setWhy] = useState('');
  const [reason, setReason] = useState('');
  const [resources, setResources] = useState<ChosenResource[]>([]);
  const startsAt = at ? momentOf(`${date} ${at}:00`, zone) : null;
  const full = !!used && used.used >= used.cap;
  const submit = () => {
    if (!who || !startsAt) return;
    over.mutate({ patient_id: patient, practitioner_id: who, starts_at: startsAt, minutes, kind: 'in_person', why: why.trim(), reason: reason.trim(), resources }, {
      onSuccess: (made) => { notifyDone(t('desk.done', { name: made.patient.name })); void navigate({ to: '/board', search: { day: date } as never }); },
    });
  };
  return (
    <form className={css.form} onSubmit={(event) => { event.preventDefault(); submit(); }}>
      <Select label={t('day.clinician')} searchable data={people.map((one) => ({ value: one.id, label: one.name }))} value={who ?? null} onChange={(id) => onWish({ who: id ?? undefined })} />
      <Group grow>
        <TextInput type="date" label={t('book.day')} value={date} onChange={(event) => onWish({ day: event.currentTarget.value || undefined })} />
        <TextInput type="time" label={t('day.time')} value={at} onChange={(event) => setAt(event.currentTarget.value)} />
        <NumberInput label={t('over.minutes')} min={5} max={480} step={5} value={minutes} onChange={(value) => setMinutes(Number(value) || 20)} />
      </Group>
      {who ? <p className={css.quiet} role="status">{used ? t('over.used', { used: used.used, cap: used.cap }) : '…'}</p> : null}
      <Textarea label={t('over.why')} description={t('over.why_hint')} required withAsterisk={false} minLength={3} maxLength={300} autosize minRows={2} value={why} onChange={(event) => setWhy(event.currentTarget.value)} />
      <Textarea label={t('confirm.reason')} description={t('over.reason_hint')} maxLength={500} autosize minRows={2} value={reason} onChange={(event) => setReason(event.currentTarget.value)} />
      {startsAt ? <ResourcePicker startsAt={startsAt} endsAt={new Date(Date.parse(startsAt) + minutes * 60_000).toISOString()} value={resources} onChange={setResources} /> : null}
      <FormProblem problem={over.error} />
      <Button type="submit" disabled={!who || !startsAt || why.trim().length < 3 || full} loading={over.isPending}>{t('over.verb')}</Button>
    </form>
  );
}
