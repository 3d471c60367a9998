/** The task "assign a bed": the free beds of the house, ward by ward, live. */
import { Button, Textarea } from '@mantine/core';
import { useState } from 'react';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { EmptyState } from '@/components/ui/EmptyState';
import { FormProblem } from '@/components/ui/FormProblem';
import type { TaskScreenProps } from '@/lib/tasks';
import { wardsQuery } from '../api/beds';
import { FreeBeds } from './FreeBeds';
import css from './Beds.module.css';

const text = (value: unknown) => (typeof value === 'string' ? value : '');

export default function AssignBed({ task, answers, onChange, onComplete, busy, problem }: TaskScreenProps) {
  const { t } = useTranslation('beds');
  const { data } = useQuery(wardsQuery);
  const wards = data?.items ?? [];
  const free = wards.flatMap((ward) => ward.beds).filter((bed) => bed.status === 'free');
  const [typed, setTyped] = useState({ bed_id: text(answers.bed_id), remark: text(answers.remark) });
  // A bed that somebody else has got meanwhile is not chosen any more.
  const chosen = free.some((bed) => bed.id === typed.bed_id) ? typed.bed_id : '';
  const keep = (more: Partial<typeof typed>) => {
    const next = { ...typed, ...more };
    setTyped(next);
    onChange(next);
  };
  if (data && free.length === 0) return <EmptyState title={t('assign.full')} hint={t('assign.full_hint')} />;
  return (
    <form className={css.ask} onSubmit={(event) => { event.preventDefault(); onComplete({ bed_id: chosen, remark: typed.remark }); }}>
      {problem ? <FormProblem problem={problem} /> : null}
      {wards.map((ward) => <FreeBeds key={ward.id} ward={ward} chosen={chosen} onChoose={(id) => keep({ bed_id: id })} />)}
      <Textarea label={t('assign.remark')} value={typed.remark} maxLength={500} autosize onChange={(event) => keep({ remark: event.currentTarget.value })} />
      <div><Button type="submit" loading={busy} disabled={!chosen || !task.may_complete}>{t('assign.send')}</Button></div>
    </form>
  );
}
