/** How the hospital reaches me, what I agreed to, who takes care of me. */
import { Anchor, Button } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { PageWaiting } from '@/app/fallbacks';
import { useConfirm } from '@/components/ui/confirm';
import { ErrorState } from '@/components/ui/ErrorState';
import { FormProblem } from '@/components/ui/FormProblem';
import { KeyValue } from '@/components/ui/KeyValue';
import { PageHeader } from '@/components/ui/PageHeader';
import { Section } from '@/components/ui/Section';
import { useMay, useSession } from '@/lib/auth';
import { notifyDone } from '@/lib/notify';
import { fieldErrors } from '@/lib/problem';
import { plainDate } from '@/lib/time';
import { detailsQuery, useAddMyRelative, useChangeDetails, useEndMyRelative, useWithdrawConsent } from '../api/details';
import type { Patient, PatientPage } from '../api/patients';
import { CareRows } from '../components/CareTeam';
import { Consents } from '../components/Consents';
import { contactOf } from '../components/contact';
import { ContactFields } from '../components/ContactFields';
import { Demographics } from '../components/Demographics';
import { PatientPhoto } from '../components/PatientPhoto';
import { Relatives } from '../components/Relatives';
import css from '../components/ContactFields.module.css';
import rows from '../components/Rows.module.css';

export default function MyDetailsPage() {
  const { data, error, refetch } = useQuery(detailsQuery);
  if (error && !data) return <ErrorState problem={error} onRetry={() => void refetch()} />;
  return data ? <Shown page={data} /> : <PageWaiting />;
}

function Shown({ page: { patient, consents, care, relatives } }: { page: PatientPage }) {
  const { t } = useTranslation('patients');
  const mayDo = useMay();
  const { user, acting_for } = useSession();
  const confirm = useConfirm();
  const withdraw = useWithdrawConsent();
  const addRelative = useAddMyRelative();
  const endRelative = useEndMyRelative();
  const [editing, setEditing] = useState(false);
  const stop = async (consent: PatientPage['consents'][number]) => {
    const yes = await confirm({ title: t('consents.stop_title', { kind: t(`consents.${consent.kind}`) }), body: t('consents.stop_body'), verb: t('consents.withdraw'), destructive: true });
    if (yes) withdraw.mutate(consent.id);
  };
  return (
    <>
      <PageHeader title={t('details.title')} picture={<PatientPhoto patient={patient} who="my" mayChange />} />
      <Section title={`${patient.given} ${patient.family}`} hint={t('details.wrong_name')}
        actions={mayDo('message.write') ? <Anchor component={Link} to="/my/messages/new" search={{ topic: 'appointment', subject: t('details.wrong_subject') } as never}>{t('details.wrong_tell')}</Anchor> : undefined}>
        <KeyValue items={[
          { label: t('field.number'), value: patient.number },
          { label: t('field.birth_date'), value: plainDate(patient.birth_date) },
          { label: t('field.sex'), value: t(`common:sex.${patient.sex}`) },
        ]} />
      </Section>
      <Section title={t('details.reach')} actions={editing ? undefined : <Button variant="default" onClick={() => setEditing(true)}>{t('common:edit')}</Button>}>
        {editing ? <EditDetails patient={patient} onClose={() => setEditing(false)} /> : <Demographics patient={patient} own />}
      </Section>
      <Section title={t('relatives.mine')}><Relatives relatives={relatives} own add={addRelative as never} end={endRelative} /></Section>
      <Section title={t('details.more')}>
        <div className={rows.stack}>
          <Anchor component={Link} to="/my/family">{t('family.title')}</Anchor>
          {mayDo('document.own') ? <Anchor component={Link} to="/my/documents">{t('documents.title')}</Anchor> : null}
        </div>
      </Section>
      <Section title={t('details.care')}><CareRows care={care} /></Section>
      <Section title={t('consents.mine')}><Consents who="my" consents={consents} {...(mayDo('consent.own') ? { name: acting_for ? user.name : `${patient.given} ${patient.family}`, onWithdraw: (consent: PatientPage['consents'][number]) => void stop(consent) } : {})} /></Section>
      <Section title={t('details.account')}><Anchor component={Link} to="/my/account">{t('details.account_link')}</Anchor></Section>
    </>
  );
}

function EditDetails({ patient, onClose }: { patient: Patient; onClose: () => void }) {
  const { t } = useTranslation('patients');
  const change = useChangeDetails();
  const form = useForm({ mode: 'uncontrolled', initialValues: contactOf(patient) });
  const submit = form.onSubmit((values) => change.mutate({ ...values, version: patient.version }, {
    onSuccess: () => {
      notifyDone(t('details.saved'));
      onClose();
    },
    onError: (problem) => form.setErrors(fieldErrors(problem)),
  }));
  return (
    <form onSubmit={submit} noValidate className={css.form}>
      <FormProblem problem={change.error} />
      <ContactFields form={form} />
      <div className={css.buttons}>
        <Button type="submit" loading={change.isPending}>{t('common:save')}</Button>
        <Button variant="default" onClick={onClose}>{t('common:cancel')}</Button>
      </div>
    </form>
  );
}
