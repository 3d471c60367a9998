/** A photo in the call: what the clinician asks, and what the patient decides. Nothing leaves the phone before Send. */
import { Button, Modal, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Camera } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { messagesQuery } from '../api/messages';
import { useAskPhoto, useNewestPhoto, useWithdrawPhoto, type Photo } from '../api/photos';
import type { Visit } from '../api/visits';
import css from './Chat.module.css';
import { FileIntoChart } from './FileIntoChart';
import record from './Recording.module.css';

/** For the clinician: asks, and says in one line how it stands. */
export function AskPhoto({ visit }: { visit: Visit }) {
  const { t } = useTranslation('visits');
  const [asking, setAsking] = useState(false);
  const [wanted, setWanted] = useState('');
  const ask = useAskPhoto(visit.id);
  const newest = useNewestPhoto(visit.id);
  const go = () => ask.mutate(wanted.trim(), { onSuccess: () => { setAsking(false); setWanted(''); } });
  return (
    <>
      <Button variant="default" leftSection={<Camera size={18} aria-hidden />} disabled={newest?.status === 'asked' || visit.status !== 'in_call'} onClick={() => setAsking(true)}>{t('photo.ask')}</Button>
      <Modal opened={asking} onClose={() => setAsking(false)} title={t('photo.ask')} closeButtonProps={{ 'aria-label': t('common:close') }}>
        <form className={css.filing} onSubmit={(event) => { event.preventDefault(); go(); }}>
          <p className={css.none}>{t('photo.ask_hint', { name: visit.patient.name })}</p>
          <TextInput label={t('photo.wanted')} placeholder={t('photo.wanted_hint')} value={wanted} maxLength={200} data-autofocus onChange={(event) => setWanted(event.currentTarget.value)} />
          <Button type="submit" loading={ask.isPending}>{t('photo.ask_now')}</Button>
        </form>
      </Modal>
    </>
  );
}

export function PhotoLine({ visit }: { visit: Visit }) {
  const { t } = useTranslation('visits');
  const newest = useNewestPhoto(visit.id);
  const withdraw = useWithdrawPhoto(visit.id);
  if (!newest || newest.status === 'withdrawn') return null;
  if (newest.status === 'sent') return <Sent visitId={visit.id} />;
  return (
    <p className={record.line} role="status">
      {lineOf(newest, visit.patient.name, t)}{' '}
      {newest.status === 'asked' ? <Button size="compact-sm" variant="subtle" loading={withdraw.isPending} onClick={() => withdraw.mutate(newest.id)}>{t('photo.withdraw')}</Button> : null}
    </p>
  );
}

type Words = ReturnType<typeof useTranslation<'visits'>>['t'];

export const lineOf = (photo: Pick<Photo, 'status' | 'reason'>, name: string, t: Words): string =>
  photo.status === 'asked' ? t('photo.waiting_for', { name }) : photo.reason === 'no_camera' ? t('photo.no_camera', { name }) : t('photo.refused', { name });

/** It has come: one press shows it and files it. Filed or discarded, the line goes. */
function Sent({ visitId }: { visitId: string }) {
  const { t } = useTranslation('visits');
  const { data } = useQuery(messagesQuery(visitId));
  const [filing, setFiling] = useState(false);
  const file = data?.items.map((one) => one.file).findLast((one) => one?.photo);
  if (!file || file.filed || file.removed) return null;
  return (
    <p className={record.line} role="status">
      {t('photo.came')} <Button size="compact-sm" variant="light" onClick={() => setFiling(true)}>{t('photo.look')}</Button>
      {filing ? <FileIntoChart visitId={visitId} file={file} onClose={() => setFiling(false)} /> : null}
    </p>
  );
}
