/** What is asked of the payer: for which services and days, why, in the words that go to him. New, or said better. */
import { Button, Checkbox, Modal, NumberInput, Select, TagsInput, Textarea, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState, type FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { FormProblem } from '@/components/ui/FormProblem';
import { useMay } from '@/lib/auth';
import { fieldErrors } from '@/lib/problem';
import { addDays, useToday } from '@/lib/time';
import { authorizationsQuery, cliniciansQuery, useAuthorizationWrites, type Authorization } from '../../api/authorizations';
import css from '../Claims.module.css';

/** How long it is asked for, unless somebody says otherwise. */
const DAYS = 90;
/** What stands beside its field when it is refused; anything else is said above the form. */
const FIELDS = ['coverage_id', 'practitioner_id', 'services', 'diagnoses', 'starts_on', 'ends_on', 'reason'];
type Props = { patientId: string; given?: Authorization; onClose: () => void };

export function AskForm({ patientId, given, onClose }: Props) {
  const { t } = useTranslation('insurance_authorizations');
  const { data } = useQuery(authorizationsQuery(patientId));
  const { ask, correct } = useAuthorizationWrites();
  const own = useMay()('chart.write');
  const covers = data?.coverages ?? [];
  const [coverage, setCoverage] = useState(given?.coverage_id ?? '');
  const [codes, setCodes] = useState(given?.services.map((one) => one.code) ?? []);
  const [units, setUnits] = useState<Record<string, number>>(Object.fromEntries(given?.services.map((one) => [one.code, Number(one.units)]) ?? []));
  const [diagnoses, setDiagnoses] = useState(given?.diagnoses ?? []);
  const today = useToday();
  const [starts, setStarts] = useState(given?.starts_on ?? today);
  const [ends, setEnds] = useState(given?.ends_on ?? addDays(today, DAYS));
  const [reason, setReason] = useState(given?.reason ?? '');
  const [urgent, setUrgent] = useState(given?.urgent ?? false);
  const [who, setWho] = useState<string | null>(null);
  const { data: clinicians } = useQuery({ ...cliniciansQuery, enabled: !own && !given });
  const cover = covers.find((one) => one.coverage_id === coverage) ?? (covers.length === 1 ? covers[0] : undefined);
  const known = Object.fromEntries(covers.flatMap((one) => one.services).map((one) => [one.code, one.text]));
  const problem = ask.error ?? correct.error;
  const wrong = fieldErrors(problem);
  const under = (name: string) => Object.entries(wrong).find(([path]) => path.startsWith(`${name}.`))?.[1] ?? wrong[name];
  const placed = Object.keys(wrong).some((path) => FIELDS.includes(path.split('.')[0] ?? ''));
  const upper = (values: string[]) => values.map((value) => value.trim().toUpperCase());
  const send = (event: FormEvent) => {
    event.preventDefault();
    const details = {
      coverage_id: cover?.coverage_id ?? '', services: codes.map((code) => ({ code, units: units[code] ?? 1 })), diagnoses, starts_on: starts, ends_on: ends, reason: reason.trim(), urgent,
    };
    if (given) correct.mutate({ id: given.id, body: { ...details, version: given.version } }, { onSuccess: onClose });
    else ask.mutate({ patientId, body: { ...details, practitioner_id: who } }, { onSuccess: onClose });
  };
  const ready = cover && codes.length && diagnoses.length && reason.trim() && (own || given || who);
  return (
    <Modal opened onClose={onClose} title={t(given ? 'form.correct' : 'form.ask')} size="lg">
      <form onSubmit={send} className={css.form} noValidate>
        {problem && !placed ? <FormProblem problem={problem} /> : null}
        {data && !covers.length ? <p className={css.detail}>{t('form.no_coverage')}</p> : null}
        <Select label={t('form.coverage')} required allowDeselect={false} value={cover?.coverage_id ?? null} error={wrong.coverage_id} onChange={(value) => setCoverage(value ?? '')}
          data={covers.map((one) => ({ value: one.coverage_id, label: one.payer_name }))} />
        {own || given ? null : <Select label={t('form.clinician')} required searchable value={who} error={wrong.practitioner_id} onChange={setWho} data={(clinicians?.items ?? []).map((one) => ({ value: one.id, label: one.name }))} />}
        <TagsInput label={t('form.services')} description={t('form.services_hint')} required maxTags={12} value={codes} error={under('services')} onChange={(values) => setCodes([...new Set(upper(values))])} acceptValueOnBlur
          data={(cover?.services ?? []).map((one) => one.code)} renderOption={({ option }) => <span>{option.value}<span className={css.sub}>{known[option.value]}</span></span>} />
        {codes.map((code) => (
          <NumberInput key={code} label={t('form.units', { service: known[code] ?? code })} min={0.5} max={9999} decimalScale={1} value={units[code] ?? 1} onChange={(value) => setUnits({ ...units, [code]: Number(value) || 1 })} />
        ))}
        <TagsInput label={t('form.diagnoses')} description={t('form.diagnoses_hint')} required maxTags={12} value={diagnoses} error={under('diagnoses')} onChange={(values) => setDiagnoses(upper(values))} acceptValueOnBlur />
        <div className={css.pair}>
          <TextInput type="date" label={t('form.starts')} required value={starts} error={wrong.starts_on} onChange={(event) => setStarts(event.currentTarget.value)} />
          <TextInput type="date" label={t('form.ends')} required min={starts} value={ends} error={wrong.ends_on} onChange={(event) => setEnds(event.currentTarget.value)} />
        </div>
        <Textarea label={t('form.reason')} description={t('form.reason_hint')} required autosize minRows={3} maxLength={264} value={reason} error={wrong.reason} onChange={(event) => setReason(event.currentTarget.value)} />
        <Checkbox label={t('form.urgent')} checked={urgent} onChange={(event) => setUrgent(event.currentTarget.checked)} />
        <div><Button type="submit" loading={ask.isPending || correct.isPending} disabled={!ready}>{t(given ? 'form.save' : 'form.send')}</Button></div>
      </form>
    </Modal>
  );
}
