/** One registered patient, found by name, number or phone. */
import { Select } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { plainDate } from '@/lib/time';
import { usePatients } from '../api/patients';

export function PersonChoice({ label, hint, error, onChange }: { label: string; hint?: string; error?: ReactNode; onChange: (id: string) => void }) {
  const { t } = useTranslation('patients');
  const [typed, setTyped] = useState('');
  const [settled] = useDebouncedValue(typed, 250);
  const { rows } = usePatients(settled);
  const found = rows.slice(0, 8).map((row) => ({ value: row.id, label: `${row.given} ${row.family} · ${plainDate(row.birth_date)} · ${row.number}` }));
  return (
    <Select label={label} description={hint} placeholder={t('list.search')} data={found} searchable filter={({ options }) => options} error={error}
      onSearchChange={setTyped} nothingFoundMessage={t('list.nobody', { text: typed })} onChange={(id) => onChange(id ?? '')} />
  );
}
