/** A message, or a file of it, becomes a document of the patient. */
import { Button, Group, Modal, NativeSelect, Switch, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { notifyDone } from '@/lib/notify';
import type { Message, useMessageWrites } from '../api/threads';
import css from './Messages.module.css';

const folders = ['correspondence', 'referral', 'result', 'imaging', 'other'] as const;

export function ToChart({ message, write, onDone }: { message: Message; write: ReturnType<typeof useMessageWrites>['chart']; onDone: () => void }) {
  const { t } = useTranslation('messaging');
  const words = message.text && !message.document_id;
  const files = message.files.filter((file) => !file.filed);
  const [what, setWhat] = useState(words ? '' : (files[0]?.id ?? ''));
  const [title, setTitle] = useState('');
  const [folder, setFolder] = useState<(typeof folders)[number]>('correspondence');
  const [open, setOpen] = useState(false);
  const save = () => write.mutate(
    { id: message.id, title: title.trim(), folder, visibility: open ? 'patient' : 'staff', file_id: what || null },
    { onSuccess: () => { notifyDone(t('chart.done')); onDone(); } },
  );
  return (
    <Modal opened onClose={onDone} title={t('chart.title')} closeButtonProps={{ 'aria-label': t('close_dialog') }}>
      <div className={css.form}>
        {files.length ? <NativeSelect label={t('chart.what')} value={what} onChange={(event) => setWhat(event.currentTarget.value)} data={[...(words ? [{ value: '', label: t('chart.words') }] : []), ...files.map((file) => ({ value: file.id, label: file.name }))]} /> : null}
        <TextInput label={t('chart.name')} value={title} maxLength={160} onChange={(event) => setTitle(event.currentTarget.value)} data-autofocus required />
        <NativeSelect label={t('chart.folder')} value={folder} onChange={(event) => setFolder(event.currentTarget.value as typeof folder)} data={folders.map((value) => ({ value, label: t(`folder.${value}`) }))} />
        <Switch label={t('chart.visible')} checked={open} onChange={(event) => setOpen(event.currentTarget.checked)} />
        <Group justify="flex-end"><Button variant="default" onClick={onDone}>{t('back')}</Button><Button disabled={!title.trim()} loading={write.isPending} onClick={save}>{t('chart.verb')}</Button></Group>
      </div>
    </Modal>
  );
}
