/** Hand the patient over to a colleague: to whom, and what they should know. */
import { Button, Modal, Select, Textarea } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { FormProblem } from '@/components/ui/FormProblem';
import { colleaguesQuery, useTransfer, type Visit } from '../api/visits';
import css from './Call.module.css';

export function HandOver({ visit, opened, onClose }: { visit: Visit; opened: boolean; onClose: () => void }) {
  const { t } = useTranslation('visits');
  return <Modal opened={opened} onClose={onClose} title={t('transfer.title', { name: visit.patient.name })} centered>{opened ? <Form visit={visit} onClose={onClose} /> : null}</Modal>;
}

function Form({ visit, onClose }: { visit: Visit; onClose: () => void }) {
  const { t } = useTranslation('visits');
  const [search, setSearch] = useState('');
  const [to, setTo] = useState<string | null>(null);
  const [note, setNote] = useState('');
  const { data } = useQuery(colleaguesQuery(''));
  const transfer = useTransfer(visit.id);
  const people = data?.items.filter((one) => one.id !== visit.clinician.id) ?? [];
  return (
    <form className={css.docked} onSubmit={(event) => { event.preventDefault(); if (to) transfer.mutate({ practitioner_id: to, note: note.trim() }, { onSuccess: onClose }); }}>
      <FormProblem problem={transfer.error} />
      <p>{t('transfer.hint')}</p>
      <Select label={t('transfer.to')} searchable searchValue={search} onSearchChange={setSearch} nothingFoundMessage={t('transfer.nobody')} value={to} onChange={setTo} data={people.map((one) => ({ value: one.id, label: one.name }))} />
      <Textarea label={t('transfer.note')} description={t('transfer.note_hint')} maxLength={500} autosize minRows={2} value={note} onChange={(event) => setNote(event.currentTarget.value)} />
      <Button type="submit" disabled={!to} loading={transfer.isPending}>{t('transfer.go')}</Button>
    </form>
  );
}
