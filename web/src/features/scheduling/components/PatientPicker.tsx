/** Whom it is for: a few letters, and the person; used wherever the desk acts for a patient. */
import { Button, TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { Search } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { EmptyState } from '@/components/ui/EmptyState';
import { ErrorState } from '@/components/ui/ErrorState';
import { DateText } from '@/components/ui/TimeText';
import { get } from '@/lib/api';
import css from './Schedule.module.css';

export function FindPatient({ onChoose }: { onChoose: (id: string) => void }) {
  const { t } = useTranslation('scheduling');
  const [text, setText] = useState('');
  const [search] = useDebouncedValue(text.trim(), 200);
  const { data, error } = useQuery({
    queryKey: ['patients', 'find', search], enabled: search.length >= 2,
    queryFn: ({ signal }) => get('/api/patients', { query: { search, limit: 8 }, signal }),
  });
  const rows = search.length >= 2 ? data?.items ?? [] : [];
  return (
    <form onSubmit={(event) => { event.preventDefault(); if (rows[0]) onChoose(rows[0].id); }}>
      <TextInput label={t('desk.find')} placeholder={t('desk.find_example')} leftSection={<Search size={16} aria-hidden />} value={text} onChange={(event) => setText(event.currentTarget.value)} data-autofocus />
      {error ? <ErrorState problem={error} compact /> : null}
      {search.length >= 2 && data?.items.length === 0 ? <EmptyState compact title={t('desk.nobody')} hint={t('desk.nobody_hint')} /> : null}
      <ul className={css.found}>
        {rows.map((one) => (
          <li key={one.id}><button type="button" onClick={() => onChoose(one.id)}><strong>{`${one.given} ${one.family}`}</strong><span className={css.quiet}>{one.number} · <DateText date={one.birth_date} /></span></button></li>
        ))}
      </ul>
    </form>
  );
}

export function Chosen({ id, onOther }: { id: string; onOther: () => void }) {
  const { t } = useTranslation('scheduling');
  const { data, error } = useQuery({ queryKey: ['patients', 'one', id], queryFn: ({ signal }) => get('/api/patients/{patient_id}', { path: { patient_id: id }, signal }) });
  if (error) return <ErrorState problem={error} compact onRetry={onOther} />;
  return (
    <p className={css.chosen}>
      <span>{data ? <><strong className={css.name}>{`${data.patient.given} ${data.patient.family}`}</strong> <span className={css.quiet}>{data.patient.number} · <DateText date={data.patient.birth_date} /></span></> : '…'}</span>
      <Button variant="default" size="compact-sm" onClick={onOther}>{t('desk.other')}</Button>
    </p>
  );
}
