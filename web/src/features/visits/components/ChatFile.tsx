/** A file in the chat: looked at, taken back, and by the clinician filed into the record. */
import { Button } from '@mantine/core';
import { FolderCheck, FolderInput, Paperclip, Undo2 } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { saveFile } from '@/lib/download';
import { fileUrl, useRemoveFile, type Message, type VisitFile } from '../api/messages';
import css from './Chat.module.css';
import { FileIntoChart } from './FileIntoChart';

type Props = { visitId: string; message: Message; file: VisitFile; staff: boolean };

export function ChatFile({ visitId, message, file, staff }: Props) {
  const { t } = useTranslation('visits');
  const remove = useRemoveFile(visitId);
  const [filing, setFiling] = useState(false);
  if (file.removed) return <p className={css.gone}>{t('files.removed')}</p>;
  const name = file.photo ? t('photo.one') : file.name;
  const open = !file.filed && (staff || message.mine);
  return (
    <div className={css.file}>
      <a href={fileUrl(visitId, file.id)} download={file.name} onClick={saveFile}>
        {file.media_type.startsWith('image/') ? <img src={fileUrl(visitId, file.id)} alt={name} loading="lazy" decoding="async" /> : null}
        <span><Paperclip size={16} aria-hidden />{name} <small>{t('files.size', { count: Math.max(1, Math.round(file.size / 1024)) })}</small></span>
      </a>
      {file.filed ? <span className={css.filed}><FolderCheck size={16} aria-hidden />{t('files.filed')}</span> : null}
      {open ? (
        <div className={css.verbs}>
          {staff ? <Button variant="default" leftSection={<FolderInput size={16} aria-hidden />} onClick={() => setFiling(true)}>{t('files.into_record')}</Button> : null}
          <Button variant="subtle" color="gray" leftSection={<Undo2 size={16} aria-hidden />} loading={remove.isPending} onClick={() => remove.mutate(file.id)}>{t(message.mine ? 'files.take_back' : 'files.discard')}</Button>
        </div>
      ) : null}
      {filing ? <FileIntoChart visitId={visitId} file={file} onClose={() => setFiling(false)} /> : null}
    </div>
  );
}
