/** A message becomes somebody's task. */
import { Button, Group, Modal, NativeSelect, Textarea } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { notifyDone } from '@/lib/notify';
import { recipientsQuery, type Message, type useMessageWrites } from '../api/threads';
import css from './Messages.module.css';

const roles = ['doctor', 'nurse', 'receptionist', 'billing_clerk'] as const;

export function ToTask({ message, write, onDone }: { message: Message; write: ReturnType<typeof useMessageWrites>['task']; onDone: () => void }) {
  const { t } = useTranslation('messaging');
  const [role, setRole] = useState<(typeof roles)[number]>('nurse');
  const [person, setPerson] = useState('');
  const [hours, setHours] = useState('24');
  const [note, setNote] = useState('');
  const { data } = useQuery(recipientsQuery(''));
  const people = (data?.items ?? []).filter((one) => one.roles.includes(role));
  const save = () => write.mutate(
    { id: message.id, role, user_id: person || null, note, due_hours: Number(hours) },
    { onSuccess: () => { notifyDone(t('task.done')); onDone(); } },
  );
  return (
    <Modal opened onClose={onDone} title={t('task.title')} closeButtonProps={{ 'aria-label': t('close_dialog') }}>
      <div className={css.form}>
        <NativeSelect label={t('task.role')} value={role} onChange={(event) => { setRole(event.currentTarget.value as typeof role); setPerson(''); }} data={roles.map((value) => ({ value, label: t(`role.${value}`) }))} />
        <NativeSelect label={t('task.person')} value={person} onChange={(event) => setPerson(event.currentTarget.value)} data={[{ value: '', label: t('task.anybody') }, ...people.map((one) => ({ value: one.user_id, label: one.name }))]} />
        <Textarea label={t('task.note')} value={note} maxLength={1000} autosize minRows={2} onChange={(event) => setNote(event.currentTarget.value)} data-autofocus />
        <NativeSelect label={t('task.due')} value={hours} onChange={(event) => setHours(event.currentTarget.value)} data={['2', '8', '24', '72', '168'].map((value) => ({ value, label: t(`due.${value as '2'}`) }))} />
        <Group justify="flex-end"><Button variant="default" onClick={onDone}>{t('back')}</Button><Button loading={write.isPending} onClick={save}>{t('task.verb')}</Button></Group>
      </div>
    </Modal>
  );
}
