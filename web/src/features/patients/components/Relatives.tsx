/** Contacts and relatives; who is a patient here too is a link for staff. */
import { Anchor, Button, Checkbox, NativeSelect, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { EmptyState } from '@/components/ui/EmptyState';
import { FormProblem } from '@/components/ui/FormProblem';
import { StatusBadge } from '@/components/ui/StatusBadge';
import { fieldErrors } from '@/lib/problem';
import type { UseMutationResult } from '@tanstack/react-query';
import type { ApiProblem } from '@/lib/problem';
import type { PatientPage } from '../api/patients';
import { phoneText } from './contact';
import form from './ContactFields.module.css';
import css from './Rows.module.css';

export type NewRelative = { kinship: PatientPage['relatives'][number]['kinship']; name: string; phone: string; emergency: boolean };
const kinds = ['mother', 'father', 'parent', 'child', 'spouse', 'sibling', 'guardian', 'grandparent', 'grandchild', 'friend', 'caregiver', 'employer', 'other'] as const;
type Write<Input> = UseMutationResult<PatientPage, ApiProblem, Input>;

export function Relatives({ relatives, own = false, add, end }: { relatives: PatientPage['relatives']; own?: boolean; add?: Write<NewRelative>; end?: Write<string> }) {
  const { t } = useTranslation('patients');
  const [adding, setAdding] = useState(false);
  return (
    <div className={css.stack}>
      {relatives.length === 0 ? <EmptyState compact title={t('relatives.none')} /> : (
        <ul className={css.rows}>
          {relatives.map((row) => (
            <li key={row.id} className={css.row}>
              <div className={css.words}>
                <strong>{row.patient_id && !own ? <Anchor component={Link} to={`/patients/${row.patient_id}`} inherit>{row.name}</Anchor> : row.name}</strong>
                <span>{[t(`kinship.${row.kinship}`), row.phone ? phoneText(row.phone) : '', row.number].filter(Boolean).join(' · ')}</span>
              </div>
              {row.emergency ? <StatusBadge tone="info" label={t('relatives.emergency')} /> : null}
              {end ? <Button variant="default" onClick={() => end.mutate(row.id)} aria-label={t('relatives.end_named', { name: row.name })}>{t('relatives.end')}</Button> : null}
            </li>
          ))}
        </ul>
      )}
      {add ? adding ? <AddRelative add={add} onClose={() => setAdding(false)} /> : <div><Button variant="default" onClick={() => setAdding(true)}>{t('relatives.add')}</Button></div> : null}
    </div>
  );
}

function AddRelative({ add, onClose }: { add: Write<NewRelative>; onClose: () => void }) {
  const { t } = useTranslation('patients');
  const values = useForm<NewRelative>({ mode: 'uncontrolled', initialValues: { kinship: 'spouse', name: '', phone: '', emergency: false } });
  const submit = values.onSubmit((body) => add.mutate(body, { onSuccess: onClose, onError: (problem) => values.setErrors(fieldErrors(problem)) }));
  return (
    <form onSubmit={submit} noValidate className={form.form}>
      <FormProblem problem={add.error} />
      <div className={form.pair}>
        <NativeSelect label={t('relatives.kinship')} data={kinds.map((value) => ({ value, label: t(`kinship.${value}`) }))} {...values.getInputProps('kinship')} />
        <TextInput label={t('field.name')} autoComplete="off" {...values.getInputProps('name')} />
        <TextInput label={t('field.phone')} type="tel" inputMode="tel" autoComplete="off" {...values.getInputProps('phone')} />
      </div>
      <Checkbox label={t('relatives.is_emergency')} {...values.getInputProps('emergency', { type: 'checkbox' })} />
      <div className={form.buttons}>
        <Button type="submit" loading={add.isPending}>{t('relatives.add')}</Button>
        <Button variant="default" onClick={onClose}>{t('common:cancel')}</Button>
      </div>
    </form>
  );
}
