/** Documents in folders: seen, sent or scanned, marked as wrong. A file is always saved, never opened inside this page. */
import { Anchor, Button, FileButton, Modal, NativeSelect, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Camera as CameraIcon, Upload as UploadIcon } from 'lucide-react';
import { lazy, Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { EmptyState } from '@/components/ui/EmptyState';
import { ErrorState } from '@/components/ui/ErrorState';
import { FormProblem } from '@/components/ui/FormProblem';
import { Restricted } from '@/components/ui/Restricted';
import { StatusBadge } from '@/components/ui/StatusBadge';
import { TimeText } from '@/components/ui/TimeText';
import { useMay } from '@/lib/auth';
import { notifyDone } from '@/lib/notify';
import { saveFile } from '@/lib/download';
import { documentsQuery, fileUrl, useUpload, type Document } from '../api/files';
import form from './ContactFields.module.css';
import css from './Rows.module.css';

const ScanPages = lazy(() => import('./ScanPages').then((found) => ({ default: found.ScanPages })));

const folders = ['identity', 'insurance', 'consent', 'correspondence', 'referral', 'result', 'imaging', 'other'] as const;
const accepted = 'application/pdf,image/jpeg,image/png,image/webp,text/plain';

export function Documents({ who, mayAdd, onMark }: { who: string; mayAdd: boolean; onMark?: (document: Document) => void }) {
  const { t } = useTranslation('patients');
  const { data, error, refetch } = useQuery(documentsQuery(who));
  if (error && !data) return <ErrorState problem={error} onRetry={() => void refetch()} />;
  const items = data?.items ?? [];
  return (
    <div className={css.stack}>
      <Restricted when={data?.restricted} />
      {data && items.length === 0 ? <EmptyState compact title={t('documents.none')} /> : null}
      {folders.filter((folder) => items.some((row) => row.folder === folder)).map((folder) => (
        <section key={folder} aria-label={t(`folder.${folder}`)}>
          <h3 className={css.heading}>{t(`folder.${folder}`)}</h3>
          <ul className={css.rows}>
            {items.filter((row) => row.folder === folder).map((row) => <Row key={row.id} who={who} row={row} {...(onMark ? { onMark } : {})} />)}
          </ul>
        </section>
      ))}
      {mayAdd ? <AddDocument who={who} /> : null}
    </div>
  );
}

function Row({ who, row, onMark }: { who: string; row: Document; onMark?: (document: Document) => void }) {
  const { t } = useTranslation('patients');
  const wrong = row.status === 'entered_in_error';
  return (
    <li className={css.row}>
      <div className={css.words}>
        <strong>{wrong ? <s>{row.title}</s> : <Anchor href={fileUrl(who, row.id)} download={row.latest.name} onClick={saveFile} inherit>{row.title}</Anchor>}</strong>
        <span>{row.body_site ? `${row.body_site} · ` : ''}<TimeText at={row.created_at} as="date" /> · {row.latest.added_by_name} · {t('documents.size', { size: Math.max(1, Math.round(row.latest.size / 1024)) })}{row.latest.number > 1 ? ` · ${t('documents.version', { number: row.latest.number })}` : ''}{row.reason ? ` · ${row.reason}` : ''}</span>
      </div>
      {wrong ? <StatusBadge tone="neutral" label={t('documents.wrong')} />
        : row.by_patient ? <StatusBadge tone="info" label={t(who === 'my' ? 'documents.by_you' : 'documents.by_patient')} />
          : who !== 'my' && row.visibility === 'patient' ? <StatusBadge tone="done" label={t('documents.shared')} /> : null}
      {onMark && !wrong ? <Button variant="default" onClick={() => onMark(row)} aria-label={t('documents.mark_named', { title: row.title })}>{t('documents.mark')}</Button> : null}
    </li>
  );
}

function AddDocument({ who }: { who: string }) {
  const { t } = useTranslation('patients');
  const upload = useUpload(who);
  const mine = who === 'my';
  const [file, setFile] = useState<File | null>(null);
  const [title, setTitle] = useState('');
  const [scanning, setScanning] = useState(false);
  const scanned = (document: File) => {
    setFile(document);
    setScanning(false);
  };
  const [folder, setFolder] = useState<string>('insurance');
  const [shown, setShown] = useState('staff');
  const compares = useMay()('identity.verify'); // who does not would file it where he never sees it again
  const allowed = folders.filter((one) => (mine ? !['consent', 'result', 'imaging'].includes(one) : one !== 'identity' || compares));
  const send = () => file && upload.mutate({ file, folder, title: title.trim() || file.name.replace(/\.[^.]+$/, '').slice(0, 150) || t('documents.untitled'), ...(mine ? {} : { visibility: shown }) }, {
    onSuccess: () => { notifyDone(t('documents.sent')); setFile(null); setTitle(''); },
  });
  return (
    <div className={form.form}>
      <FormProblem problem={upload.error} />
      {file ? (
        <>
          <div className={form.pair}>
            <TextInput label={t('documents.title_of')} placeholder={file.name} value={title} maxLength={150} onChange={(event) => setTitle(event.target.value)} />
            <NativeSelect label={t('documents.folder')} value={folder} onChange={(event) => setFolder(event.target.value)} data={allowed.map((value) => ({ value, label: t(`folder.${value}`) }))} />
            {mine ? null : <NativeSelect label={t('documents.who_sees')} value={shown} onChange={(event) => setShown(event.target.value)} data={[{ value: 'staff', label: t('documents.staff_only') }, { value: 'patient', label: t('documents.patient_too') }]} />}
          </div>
          <div className={form.buttons}>
            <Button onClick={send} loading={upload.isPending}>{t('documents.send', { name: file.name })}</Button>
            <Button variant="default" onClick={() => setFile(null)}>{t('common:cancel')}</Button>
          </div>
        </>
      ) : (
        <div className={form.buttons}>
          <FileButton onChange={setFile} accept={accepted}>
            {(props) => <Button {...props} variant="default" leftSection={<UploadIcon size={16} aria-hidden />}>{t('documents.choose')}</Button>}
          </FileButton>
          <Button variant="default" leftSection={<CameraIcon size={16} aria-hidden />} onClick={() => setScanning(true)}>{t('documents.scan')}</Button>
        </div>
      )}
      {scanning ? (
        <Modal opened onClose={() => setScanning(false)} closeOnClickOutside={false} size="lg" title={t('documents.scan')} closeButtonProps={{ 'aria-label': t('common:close') }}>
          <Suspense fallback={null}><ScanPages onDone={scanned} onClose={() => setScanning(false)} /></Suspense>
        </Modal>
      ) : null}
    </div>
  );
}
