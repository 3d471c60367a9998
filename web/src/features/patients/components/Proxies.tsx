/** Who acts for the patient: given at the desk by what was seen there, ended with the next request. */
import { Button, Checkbox, NativeSelect, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { EmptyState } from '@/components/ui/EmptyState';
import { FormProblem } from '@/components/ui/FormProblem';
import { StatusBadge } from '@/components/ui/StatusBadge';
import { useConfirm } from '@/components/ui/confirm';
import { notifyDone } from '@/lib/notify';
import { fieldErrors } from '@/lib/problem';
import { age, plainDate, useToday } from '@/lib/time';
import { RIGHTS, proxiesQuery, useGiveProxy, useRevokeProxy, type Give, type Proxy, type Right } from '../api/files';
import type { Patient } from '../api/patients';
import form from './ContactFields.module.css';
import { PersonChoice } from './PersonChoice';
import css from './Rows.module.css';

const confidential: Right[] = ['record', 'documents', 'messages'];
const kinships = ['mother', 'father', 'parent', 'guardian', 'spouse', 'child', 'sibling', 'caregiver', 'other'] as const;
const proofs: Give['identity'][] = ['passport', 'id_card', 'driving_licence', 'known'];

export function Proxies({ patient }: { patient: Patient }) {
  const { t } = useTranslation('patients');
  const { data } = useQuery(proxiesQuery(patient.id));
  const revoke = useRevokeProxy(patient.id);
  const confirm = useConfirm();
  const [giving, setGiving] = useState(false);
  const shown = (data?.items ?? []).filter((row) => row.status === 'active' || row.status === 'invited');
  const end = async (row: Proxy) => {
    const answer = await confirm({ title: t('proxies.end_title', { name: row.name || row.email }), body: t('proxies.end_body'), verb: t('proxies.end'), destructive: true, reason: { label: t('proxies.why') } });
    if (answer) revoke.mutate({ proxy_id: row.id, reason: answer.reason });
  };
  return (
    <div className={css.stack}>
      {data && shown.length === 0 ? <EmptyState compact title={t('proxies.none')} /> : null}
      {shown.length ? (
        <ul className={css.rows}>
          {shown.map((row) => (
            <li key={row.id} className={css.row}>
              <div className={css.words}>
                <strong>{row.name || row.email} · {t(`kinship.${row.kinship}`)}</strong>
                <span>{[t(`proxies.kind_${row.kind}`), row.paper, row.identity ? t(`proxies.proof.${row.identity}` as 'proxies.proof.passport') : '', row.ends_on ? t('family.until', { date: plainDate(row.ends_on) }) : ''].filter(Boolean).join(' · ')}</span>
                <span>{row.rights_today.length ? row.rights_today.map((right) => t(`right.${right}` as 'right.book')).join(', ') : t('proxies.nothing_today')}</span>
              </div>
              <StatusBadge tone={row.status === 'active' ? 'done' : 'active'} label={t(`family.status_${row.status}` as 'family.status_active')} />
              <Button variant="default" onClick={() => void end(row)} aria-label={t('proxies.end_named', { name: row.name || row.email })}>{t('proxies.end')}</Button>
            </li>
          ))}
        </ul>
      ) : null}
      {giving ? <GiveForm patient={patient} onClose={() => setGiving(false)} /> : <div><Button variant="default" onClick={() => setGiving(true)}>{t('proxies.give')}</Button></div>}
    </div>
  );
}

type Values = { proxy_patient_id: string; kind: Give['kind']; kinship: (typeof kinships)[number]; identity: Give['identity'] | ''; paper: string; rights: Right[]; ends_on: string };

function GiveForm({ patient, onClose }: { patient: Patient; onClose: () => void }) {
  const { t } = useTranslation('patients');
  const give = useGiveProxy(patient.id);
  const minor = (age(patient.birth_date, useToday()) ?? 99) < 18;
  const needed = (value: string) => (value ? null : t('field.needed'));
  const values = useForm<Values>({
    initialValues: { proxy_patient_id: '', kind: minor ? 'parent' : 'paper', kinship: minor ? 'mother' : 'child', identity: '', paper: '', rights: minor ? RIGHTS : ['details', 'book'], ends_on: '' },
    validate: { proxy_patient_id: needed, identity: needed, paper: (value, { kind }) => (kind === 'paper' && !value.trim() ? t('field.needed') : null), rights: (value) => (value.length ? null : t('field.needed')) },
  });
  const submit = values.onSubmit(({ ends_on, identity, ...body }) => give.mutate({ ...body, identity: identity as Give['identity'], ...(ends_on ? { ends_on } : {}) }, {
    onSuccess: () => { notifyDone(t('proxies.given')); onClose(); }, onError: (problem) => values.setErrors(fieldErrors(problem)),
  }));
  return (
    <form onSubmit={submit} noValidate className={form.form}>
      <FormProblem problem={give.error} />
      <PersonChoice label={t('proxies.person')} hint={t('proxies.person_hint')} error={values.errors.proxy_patient_id} onChange={(id) => values.setFieldValue('proxy_patient_id', id)} />
      <div className={form.pair}>
        <NativeSelect label={t('proxies.basis')} {...values.getInputProps('kind')} data={[...(minor ? [{ value: 'parent', label: t('proxies.kind_parent') }] : []), { value: 'paper', label: t('proxies.kind_paper') }]} />
        <NativeSelect label={t('family.is')} {...values.getInputProps('kinship')} data={kinships.map((value) => ({ value, label: t(`kinship.${value}`) }))} />
        <NativeSelect label={t('proxies.identity')} {...values.getInputProps('identity')} data={[{ value: '', label: t('field.choose') }, ...proofs.map((value) => ({ value, label: t(`proxies.proof.${value}`) }))]} />
        <TextInput label={t('proxies.ends')} type="date" {...values.getInputProps('ends_on')} />
      </div>
      <TextInput label={t('proxies.paper')} description={t('proxies.paper_hint')} maxLength={120} {...values.getInputProps('paper')} />
      <Checkbox.Group label={t('family.may')} description={minor ? t('proxies.by_age', { rights: confidential.map((right) => t(`right.${right}`)).join(', ') }) : undefined} {...values.getInputProps('rights')}>
        <div className={css.stack}>{RIGHTS.map((right) => <Checkbox key={right} value={right} label={t(`right.${right}`)} />)}</div>
      </Checkbox.Group>
      <div className={form.buttons}>
        <Button type="submit" loading={give.isPending}>{t('proxies.go')}</Button>
        <Button variant="default" onClick={onClose}>{t('common:cancel')}</Button>
      </div>
    </form>
  );
}
