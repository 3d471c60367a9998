/** Somebody stands at the desk: who, for what, done; by keyboard alone in well under a minute. */
import { Button, Select, Textarea } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { FormProblem } from '@/components/ui/FormProblem';
import { PageHeader } from '@/components/ui/PageHeader';
import { Section } from '@/components/ui/Section';
import { notifyDone } from '@/lib/notify';
import { cliniciansQuery } from '../api/clinicians';
import { useWalkIn } from '../api/series';
import { specialtiesQuery } from '../api/slots';
import booking from '../components/Booking.module.css';
import { Chosen, FindPatient } from '../components/PatientPicker';
import css from '../components/Schedule.module.css';

export default function WalkInPage() {
  const { t } = useTranslation('scheduling');
  const navigate = useNavigate();
  const [patient, setPatient] = useState<string | null>(null);
  const [whom, setWhom] = useState<string | null>(null);
  const [reason, setReason] = useState('');
  const walkIn = useWalkIn();
  const specialties = useQuery(specialtiesQuery).data?.items ?? [];
  const people = useQuery(cliniciansQuery).data?.items ?? [];
  const options = [
    { group: t('walk_in.first_free'), items: specialties.map((one) => ({ value: `s:${one.code}`, label: one.name })) },
    { group: t('day.clinician'), items: people.map((one) => ({ value: `p:${one.id}`, label: one.name })) },
  ];
  const submit = () => {
    if (!patient || !whom) return;
    const target = whom.startsWith('s:') ? { specialty: whom.slice(2) } : { practitioner_id: whom.slice(2) };
    walkIn.mutate({ patient_id: patient, reason, ...target }, { onSuccess: (made) => { notifyDone(t('walk_in.done', { name: made.patient.name, clinician: made.clinician.name })); void navigate({ to: '/board' }); } });
  };
  return (
    <>
      <PageHeader title={t('walk_in.title')} back={{ to: '/board', label: t('walk_in.back') }} />
      <div className={booking.narrow}>
        <Section title={t('desk.patient')}>{patient ? <Chosen id={patient} onOther={() => setPatient(null)} /> : <FindPatient onChoose={setPatient} />}</Section>
        {patient ? (
          <Section title={t('walk_in.whom')}>
            <form className={css.form} onSubmit={(event) => { event.preventDefault(); submit(); }}>
              <Select label={t('walk_in.see')} data={options} value={whom} onChange={setWhom} searchable data-autofocus />
              <Textarea label={t('confirm.reason')} description={t('confirm.reason_hint')} maxLength={500} autosize minRows={2} value={reason} onChange={(event) => setReason(event.currentTarget.value)} />
              <FormProblem problem={walkIn.error} />
              <Button type="submit" disabled={!whom} loading={walkIn.isPending}>{t('walk_in.verb')}</Button>
            </form>
          </Section>
        ) : null}
      </div>
    </>
  );
}
