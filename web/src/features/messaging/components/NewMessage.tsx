/** The staff begin a conversation: with colleagues (about a patient or a task, too), or with a patient. */
import { Button, Checkbox, Group, Modal, MultiSelect, SegmentedControl, Select, Textarea, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { discard, onSent, put, useOutbox } from '../outbox';
import { patientsQuery, recipientsQuery } from '../api/threads';
import css from './Messages.module.css';

type Props = { patient?: { id: string; name: string } | undefined; taskId?: string | undefined; onDone: () => void };

export function NewMessage({ patient, taskId, onDone }: Props) {
  const { t } = useTranslation('messaging');
  const navigate = useNavigate();
  const [kind, setKind] = useState<'staff' | 'care'>(patient && !taskId ? 'care' : 'staff');
  const [people, setPeople] = useState<string[]>([]);
  const [search, setSearch] = useState('');
  const [about, setAbout] = useState<string | null>(patient?.id ?? null);
  const [words, setWords] = useState(patient?.name ?? '');
  const [subject, setSubject] = useState('');
  const [text, setText] = useState('');
  const [urgent, setUrgent] = useState(false);
  const [sent, setSent] = useState<string | null>(null);
  const colleagues = useQuery(recipientsQuery(search, kind === 'staff' && about ? about : undefined)).data?.items ?? [];
  const found = useQuery(patientsQuery(about ? '' : words)).data?.items ?? [];
  const item = useOutbox().waiting.find((one) => one.client_id === sent);
  useEffect(() => onSent((one, reply) => {
    if (one.client_id !== sent) return;
    onDone();
    if ('thread' in reply) void navigate({ to: `/messages/${reply.thread.id}` });
  }), [sent, navigate, onDone]);
  const patients = [...(about && !found.some((one) => one.id === about) ? [{ value: about, label: words }] : []), ...found.map((one) => ({ value: one.id, label: `${one.given} ${one.family} · ${one.number}` }))];
  const ready = subject.trim() && text.trim() && (kind === 'care' ? about : people.length);
  const go = () => {
    if (item?.refused) discard(item.client_id);
    const begins = { kind, subject: subject.trim(), user_ids: kind === 'staff' ? people : [], patient_id: about, task_id: kind === 'staff' ? (taskId ?? null) : null };
    setSent(put({ text: text.trim(), urgent, begins }).client_id);
  };
  return (
    <Modal opened onClose={onDone} title={t('new.title')} closeButtonProps={{ 'aria-label': t('close_dialog') }} size="lg">
      <form className={css.form} onSubmit={(event) => { event.preventDefault(); go(); }}>
        <SegmentedControl aria-label={t('new.to')} value={kind} onChange={(value) => setKind(value as 'staff' | 'care')} data={[{ value: 'staff', label: t('new.colleagues') }, { value: 'care', label: t('new.patient') }]} />
        {kind === 'staff' ? (
          <MultiSelect label={t('new.people')} searchable value={people} onChange={setPeople} searchValue={search} onSearchChange={setSearch} filter={({ options }) => options} hidePickedOptions nothingFoundMessage={t('nobody')}
            data={colleagues.map((one) => ({ value: one.user_id, label: one.away_until ? t('person_away', { name: one.name }) : one.name }))} data-autofocus />
        ) : null}
        <Select label={t(kind === 'care' ? 'new.patient' : 'new.about')} searchable clearable value={about} searchValue={words} onSearchChange={(value) => { setWords(value); if (about && value !== patients.find((one) => one.value === about)?.label) setAbout(null); }}
          onChange={(value) => { setAbout(value); setWords(patients.find((one) => one.value === value)?.label ?? ''); }} data={patients} filter={({ options }) => options} nothingFoundMessage={t('new.type')} disabled={Boolean(taskId && patient)} />
        <TextInput label={t('new.subject')} value={subject} maxLength={120} onChange={(event) => setSubject(event.currentTarget.value)} />
        <Textarea label={t('new.text')} value={text} maxLength={4000} autosize minRows={4} maxRows={12} onChange={(event) => setText(event.currentTarget.value)} />
        <Checkbox label={t('urgent')} description={t('urgent_hint')} checked={urgent} onChange={(event) => setUrgent(event.currentTarget.checked)} />
        {item?.refused ? <p className={css.refused} role="alert">{t('not_sent', { why: item.refused })}</p> : null}
        <Group justify="flex-end"><Button variant="default" onClick={onDone}>{t('back')}</Button><Button type="submit" disabled={!ready} loading={Boolean(item && !item.refused)}>{t('send')}</Button></Group>
      </form>
    </Modal>
  );
}
