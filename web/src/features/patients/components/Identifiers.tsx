/** The patient's other numbers, and giving one out or noting one. */
import { Button, NativeSelect, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { KeyValue } from '@/components/ui/KeyValue';
import { registrationQuery, useAddIdentifier, type PatientPage } from '../api/patients';
import css from './Rows.module.css';

export function Identifiers({ page, mayWrite }: { page: PatientPage; mayWrite: boolean }) {
  const { t } = useTranslation('patients');
  const add = useAddIdentifier(page.patient.id);
  const { data } = useQuery({ ...registrationQuery, enabled: mayWrite });
  const had = new Set(page.identifiers.map((row) => row.system));
  const open = (data?.systems ?? []).filter((row) => row.kind !== 'mrn' && !had.has(row.code));
  const [code, setCode] = useState('');
  const [value, setValue] = useState('');
  const system = open.find((row) => row.code === code) ?? open[0];
  return (
    <>
      <KeyValue items={[{ label: t('field.number'), value: page.patient.number }, ...page.identifiers.map((row) => ({ label: row.name, value: <span className="tabular">{row.value}</span> }))]} />
      {mayWrite && system ? (
        <div className={css.add}>
          <NativeSelect aria-label={t('numbers.kind')} value={system.code} onChange={(event) => setCode(event.target.value)} data={open.map((row) => ({ value: row.code, label: row.name }))} />
          {system.drawn ? null : <TextInput aria-label={t('numbers.value')} placeholder={system.pattern} value={value} onChange={(event) => setValue(event.target.value)} />}
          <Button variant="default" loading={add.isPending} disabled={!system.drawn && !value.trim()}
            onClick={() => add.mutate({ system: system.code, value: system.drawn ? '' : value }, { onSuccess: () => setValue('') })}>{t(system.drawn ? 'numbers.give' : 'numbers.add')}</Button>
        </div>
      ) : null}
    </>
  );
}
