/** One patient: who, how to reach, who takes care, what was agreed to. Chart, appointments and bills fill the slots. */
import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Pencil } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { usePathParams } from '@/app/page';
import { ErrorState } from '@/components/ui/ErrorState';
import { PageHeader } from '@/components/ui/PageHeader';
import { Section } from '@/components/ui/Section';
import { Slot } from '@/components/ui/Slot';
import { StatusBadge } from '@/components/ui/StatusBadge';
import { PageWaiting } from '@/app/fallbacks';
import { useMay } from '@/lib/auth';
import { useRoom } from '@/lib/live';
import { age, plainDate } from '@/lib/time';
import { patientQuery, type PatientPage as Page } from '../api/patients';
import { CareRows, EditableCareTeam } from '../components/CareTeam';
import { Consents } from '../components/Consents';
import { Demographics } from '../components/Demographics';
import { EditPatient } from '../components/EditPatient';
import { Portal } from '../components/Portal';
import css from './Pages.module.css';

export default function PatientPage() {
  const { patientId } = usePathParams<{ patientId: string }>();
  const { data, error, refetch } = useQuery(patientQuery(patientId));
  useRoom(data ? `patient:${patientId}` : null);
  if (error && !data) return <ErrorState problem={error} onRetry={() => void refetch()} />;
  return data ? <Shown page={data} /> : <PageWaiting />;
}

function Shown({ page: { patient, care, consents } }: { page: Page }) {
  const { t } = useTranslation('patients');
  const mayWrite = useMay()('patient.write');
  const [editing, setEditing] = useState(false);
  const name = `${patient.given} ${patient.family}`;
  const years = age(patient.birth_date);
  return (
    <>
      <PageHeader title={name} back={{ to: '/patients', label: t('list.title') }}
        badge={patient.demo ? <StatusBadge tone="info" label={t('page.demo')} /> : undefined}
        lead={[patient.number, years === null ? null : t('common:banner.age', { count: years }), t(`common:sex.${patient.sex}`), plainDate(patient.birth_date)].filter(Boolean).join(' · ')}
        actions={mayWrite ? <Button variant="default" leftSection={<Pencil size={16} aria-hidden />} onClick={() => setEditing(true)}>{t('common:edit')}</Button> : undefined} />
      <Slot name="patient.top" with={{ patientId: patient.id }} />
      <div className={css.columns}>
        <div>
          <Section title={t('page.reach')}><Demographics patient={patient} /></Section>
          <Slot name="patient.main" with={{ patientId: patient.id }} />
        </div>
        <div>
          <Section title={t('care.title')} hint={t('care.hint')}>
            {mayWrite ? <EditableCareTeam patientId={patient.id} name={name} care={care} /> : <CareRows care={care} />}
          </Section>
          <Section title={t('consents.title')}><Consents consents={consents} /></Section>
          {mayWrite ? <Section title={t('portal.title')}><Portal patient={patient} /></Section> : null}
          <Slot name="patient.side" with={{ patientId: patient.id }} />
        </div>
      </div>
      {editing ? <EditPatient patient={patient} onClose={() => setEditing(false)} /> : null}
    </>
  );
}
