/** A clinician of the house, found by typing: a house may have more of them than a list shows. */
import { Select, type SelectProps } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { clinicianQuery, cliniciansQuery, type Clinician } from '../api/patients';

type Props = Pick<SelectProps, 'label' | 'aria-label' | 'placeholder' | 'disabled' | 'className'> & { value: string | null; onChange: (id: string | null) => void };

const named = (one: Clinician) => ({ value: one.id, label: `${one.name} · ${one.specialty_name}` });

export function ClinicianChoice({ value, onChange, ...input }: Props) {
  const { t } = useTranslation('patients');
  const [shown, setShown] = useState('');
  const [typed, setTyped] = useState('');
  const [search] = useDebouncedValue(typed, 200);
  const { data } = useQuery(cliniciansQuery(search));
  const found = data?.items.map(named) ?? [];
  const unlisted = !!value && !!data && !found.some((one) => one.value === value);
  const chosen = useQuery({ ...clinicianQuery(value ?? ''), enabled: unlisted }).data;
  const choices = unlisted && chosen ? [named(chosen), ...found] : found;
  // The name of who was chosen stands in the field, too: that is nothing to search for.
  const show = (text: string) => { setShown(text); if (!choices.some((one) => one.label === text)) setTyped(text); };
  return <Select {...input} searchable clearable data={choices} value={value} onChange={onChange} searchValue={shown} onSearchChange={show} filter={({ options }) => options} nothingFoundMessage={t('care.nobody')} />;
}
