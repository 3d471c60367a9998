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
import { age, plainDate, useToday } from '@/lib/time';
import { useConfirm } from '@/components/ui/confirm';
import { useMarkDocument, type Document } from '../api/files';
import { patientQuery, useAddRelative, useEndRelative, type Patient, type PatientPage as Page } from '../api/patients';
import { CareRows, EditableCareTeam } from '../components/CareTeam';
import { Consents } from '../components/Consents';
import { Demographics } from '../components/Demographics';
import { Documents } from '../components/Documents';
import { Duplicates, Merges } from '../components/Duplicates';
import { EditPatient } from '../components/EditPatient';
import { Exports } from '../components/Exports';
import { Handover } from '../components/Handover';
import { Identifiers } from '../components/Identifiers';
import { PatientPhoto } from '../components/PatientPhoto';
import { Portal } from '../components/Portal';
import { Proxies } from '../components/Proxies';
import { Relatives } from '../components/Relatives';
import { Timeline } from '../components/Timeline';
import css from './Pages.module.css';

export default function PatientPage() {
  const { patientId } = usePathParams<{ patientId: string }>();
  const { data, error, refetch } = useQuery(patientQuery(patientId));
  useRoom(data ? `patient:${patientId}` : null);
  if (error && !data) return <ErrorState problem={error} onRetry={() => void refetch()} />;
  return data ? <Shown page={data} /> : <PageWaiting />;
}

function Shown({ page }: { page: Page }) {
  const { patient, care, consents, relatives } = page;
  const { t } = useTranslation(['patients', 'patients_papers']);
  const mayDo = useMay();
  const mayWrite = mayDo('patient.write');
  const [editing, setEditing] = useState(false);
  const addRelative = useAddRelative(patient.id);
  const endRelative = useEndRelative(patient.id);
  const mark = useMarkDocument(patient.id);
  const confirm = useConfirm();
  const wrong = async (document: Document) => {
    const yes = await confirm({ title: t('documents.mark_title', { title: document.title }), body: t('documents.mark_body'), verb: t('documents.mark'), destructive: true });
    if (yes) mark.mutate({ id: document.id, reason: t('documents.mark_reason') });
  };
  const name = `${patient.given} ${patient.family}`;
  const years = age(patient.birth_date, useToday());
  return (
    <>
      <PageHeader title={name} back={{ to: '/patients', label: t('list.title') }}
        badge={<Badges patient={patient} />} picture={<PatientPhoto patient={patient} mayChange={mayWrite} />}
        lead={[patient.number, years === null ? null : t('common:banner.age', { count: years }), t(`common:sex.${patient.sex}`), plainDate(patient.birth_date)].filter(Boolean).join(' · ')}
        actions={mayWrite ? <Button variant="default" leftSection={<Pencil size={16} aria-hidden />} onClick={() => setEditing(true)}>{t('common:edit')}</Button> : undefined} />
      <Slot name="patient.top" with={{ patientId: patient.id }} />
      {mayWrite && !patient.merged_into_id ? <Duplicates patientId={patient.id} /> : null}
      <Merges patientId={patient.id} />
      <div className={css.columns}>
        <div>
          <Section title={t('page.reach')}><Demographics patient={patient} /></Section>
          <Slot name="patient.main" with={{ patientId: patient.id }} />
          <Section title={t('documents.title_staff')}><Documents who={patient.id} mayAdd={mayDo('document.write')} {...(mayDo('document.write') ? { onMark: (document: Document) => void wrong(document) } : {})} /></Section>
          <Section title={t('timeline.title')}><Timeline who={patient.id} /></Section>
        </div>
        <div>
          {/* What somebody is asked for at the desk and on the phone, before what is set up once. */}
          <Slot name="patient.today" with={{ patientId: patient.id }} />
          <Section title={t('numbers.title')}><Identifiers page={page} mayWrite={mayWrite} /></Section>
          <Section title={t('relatives.title')}><Relatives relatives={relatives} {...(mayWrite ? { add: addRelative as never, end: endRelative } : {})} /></Section>
          <Section title={t('care.title')} hint={t('care.hint')}>
            {mayWrite ? <EditableCareTeam patientId={patient.id} name={name} care={care} /> : <CareRows care={care} />}
          </Section>
          <Section title={t('consents.title')}><Consents who={patient.id} consents={consents} {...(mayWrite ? { name } : {})} /></Section>
          {mayWrite ? <Section title={t('proxies.title')} hint={t('proxies.hint')}><Proxies patient={patient} /></Section> : null}
          {mayWrite ? <Section title={t('portal.title')}><Portal patient={patient} /></Section> : null}
          {mayDo('export.handover') ? <Section title={t('patients_papers:handover.section')} hint={t('patients_papers:handover.section_hint')}><Handover patientId={patient.id} name={name} /></Section> : null}
          {mayDo('patient.export') ? <Section title={t('export.title_staff')} hint={t('export.hint_staff')}><Exports patientId={patient.id} /></Section> : null}
          <Slot name="patient.side" with={{ patientId: patient.id }} />
        </div>
      </div>
      {editing ? <EditPatient patient={patient} onClose={() => setEditing(false)} /> : null}
    </>
  );
}

function Badges({ patient }: { patient: Patient }) {
  const { t } = useTranslation('patients');
  return (
    <>
      {patient.merged_into_id ? <StatusBadge tone="problem" label={t('mark.merged')} /> : null}
      {patient.unidentified ? <StatusBadge tone="attention" label={t('mark.unidentified')} /> : null}
      {patient.confidential ? <StatusBadge tone="attention" label={t('mark.confidential')} /> : null}
      {patient.deceased ? <StatusBadge tone="neutral" label={t('mark.deceased')} /> : null}
      {patient.demo ? <StatusBadge tone="info" label={t('page.demo')} /> : null}
    </>
  );
}
