/** The clinician looks at a file of the chat, names it and files it as a document of this visit. */
import { Button, Modal, NativeSelect, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { FormProblem } from '@/components/ui/FormProblem';
import { notifyDone } from '@/lib/notify';
import { fileUrl, useFileIntoChart, type IntoChart, type VisitFile } from '../api/messages';
import css from './Chat.module.css';

const folders = ['imaging', 'result', 'referral', 'correspondence', 'insurance', 'consent', 'other'] as const;

export function FileIntoChart({ visitId, file, onClose }: { visitId: string; file: VisitFile; onClose: () => void }) {
  const { t } = useTranslation('visits');
  const picture = file.media_type.startsWith('image/');
  const write = useFileIntoChart(visitId);
  const [title, setTitle] = useState(file.photo ? '' : file.name.replace(/\.[^.]+$/, '').slice(0, 150));
  const [site, setSite] = useState('');
  const [folder, setFolder] = useState<IntoChart['folder']>(picture ? 'imaging' : 'other');
  const [shown, setShown] = useState<IntoChart['visibility']>('patient');
  const save = () => write.mutate({ id: file.id, title: title.trim() || site.trim() || t('photo.one'), folder, visibility: shown, body_site: site.trim() }, {
    onSuccess: () => { notifyDone(t('files.done')); onClose(); },
  });
  return (
    <Modal opened onClose={onClose} size="lg" title={t('files.into_record')} closeButtonProps={{ 'aria-label': t('common:close') }}>
      <form className={css.filing} onSubmit={(event) => { event.preventDefault(); save(); }}>
        {picture ? <img src={fileUrl(visitId, file.id)} alt={t('photo.preview')} className={css.look} /> : <p className={css.none}>{file.name}</p>}
        <FormProblem problem={write.error} />
        <div className={css.pair}>
          <TextInput label={t('files.title')} value={title} maxLength={150} required={!picture} data-autofocus={!picture || undefined} onChange={(event) => setTitle(event.currentTarget.value)} />
          {picture ? <TextInput label={t('files.body_site')} placeholder={t('files.body_site_hint')} value={site} maxLength={80} data-autofocus onChange={(event) => setSite(event.currentTarget.value)} /> : null}
          <NativeSelect label={t('files.folder')} value={folder} onChange={(event) => setFolder(event.currentTarget.value as IntoChart['folder'])} data={folders.map((value) => ({ value, label: t(`files.folders.${value}`) }))} />
          <NativeSelect label={t('files.who_sees')} value={shown} onChange={(event) => setShown(event.currentTarget.value as IntoChart['visibility'])} data={[{ value: 'patient', label: t('files.patient_too') }, { value: 'staff', label: t('files.staff_only') }]} />
        </div>
        <Button type="submit" loading={write.isPending} disabled={!title.trim() && !(picture && site.trim())}>{t('files.into_record')}</Button>
      </form>
    </Modal>
  );
}
