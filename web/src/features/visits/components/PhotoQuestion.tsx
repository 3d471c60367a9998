/** The patient is asked for a photo: sees the camera, takes, looks, and sends or does not. */
import { Button, FileButton, Modal } from '@mantine/core';
import { Camera, SwitchCamera } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { FormProblem } from '@/components/ui/FormProblem';
import { jpeg, picture } from '@/lib/pictures';
import { useNewestPhoto, useRefusePhoto, useSendPhoto, type Photo } from '../api/photos';
import type { Visit } from '../api/visits';
import { choose } from '../call/choice';
import { call } from '../call/session';
import { still } from '../call/still';
import { useCall } from '../call/useCall';
import css from './Photo.module.css';
import { Video } from './Video';

export function PhotoQuestion({ visit }: { visit: Visit }) {
  const newest = useNewestPhoto(visit.id);
  return newest?.status === 'asked' ? <Question key={newest.id} visit={visit} photo={newest} /> : null;
}

function Question({ visit, photo }: { visit: Visit; photo: Photo }) {
  const { t } = useTranslation('visits');
  const { camera } = useCall();
  const [taken, setTaken] = useState<Blob | null>(null);
  const refuse = useRefusePhoto(visit.id);
  const submit = useSendPhoto(visit.id);
  const without = camera === 'none' || camera === 'denied' || camera === 'busy';
  const no = () => refuse.mutate({ id: photo.id, reason: without && !taken ? 'no_camera' : 'no' });
  const busy = refuse.isPending || submit.isPending;
  return (
    <Modal opened onClose={no} title={t('photo.question')} centered closeOnClickOutside={false} closeOnEscape={false} withCloseButton={false}>
      <div className={css.question}>
        <p>{t('photo.asks', { name: photo.asked_by_name })}{photo.wanted ? <> <strong className={css.wanted}>{photo.wanted}</strong></> : null}</p>
        {taken ? <Look picture={taken} /> : <Finder onTaken={setTaken} />}
        <p className={css.quiet}>{t('photo.promise', { name: photo.asked_by_name })}</p>
        <FormProblem problem={submit.error ?? refuse.error} />
        <div className={css.answers}>
          <Button variant="default" disabled={busy} onClick={no}>{t('photo.refuse')}</Button>
          {taken ? <Button variant="default" disabled={busy} onClick={() => setTaken(null)}>{t('photo.again')}</Button> : null}
          {taken ? <Button loading={submit.isPending} onClick={() => submit.mutate({ id: photo.id, picture: taken })}>{t('photo.send', { name: photo.asked_by_name })}</Button> : null}
        </div>
      </div>
    </Modal>
  );
}

/** One's own camera as it is in the call; and a picture from the phone for who has none, or a better one. */
function Finder({ onTaken }: { onTaken: (picture: Blob) => void }) {
  const { t } = useTranslation('visits');
  const { camera, local } = useCall();
  const [busy, setBusy] = useState(false);
  const [failed, setFailed] = useState(false);
  const track = local?.getVideoTracks()[0];
  const shoot = async (source: () => Promise<Blob | null>) => {
    setBusy(true);
    setFailed(false);
    const found = await source().catch(() => null);
    setBusy(false);
    if (found) onTaken(found); else setFailed(true);
  };
  const choosePicture = (file: File | null) => file && void shoot(async () => {
    const found = await picture(file);
    return found && jpeg(found, 'photo');
  });
  return (
    <>
      {camera === 'on' && track ? <Video stream={local} label={t('call.self')} muted className={css.view} testId="photo-finder" /> : <p className={css.quiet}>{t(camera === 'off' ? 'photo.camera_off' : 'photo.without')}</p>}
      {failed ? <p role="alert">{t('photo.failed')}</p> : null}
      <div className={css.answers}>
        {camera === 'on' && track ? <Button leftSection={<Camera size={18} aria-hidden />} loading={busy} onClick={() => void shoot(() => still(track))}>{t('photo.take')}</Button> : null}
        {camera === 'on' ? <Button variant="default" leftSection={<SwitchCamera size={18} aria-hidden />} onClick={() => void call.own.flipCamera()}>{t('more.flip')}</Button> : null}
        {camera === 'off' ? <Button onClick={() => { choose(true); void call.own.toggleCamera(); }}>{t('call.camera_start')}</Button> : null}
        <FileButton accept="image/jpeg,image/png,image/webp" onChange={choosePicture}>
          {(props) => <Button {...props} variant="default">{t('photo.choose')}</Button>}
        </FileButton>
      </div>
    </>
  );
}

function Look({ picture: blob }: { picture: Blob }) {
  const { t } = useTranslation('visits');
  const shown = useRef<HTMLImageElement>(null);
  useEffect(() => {
    const address = URL.createObjectURL(blob);
    if (shown.current) shown.current.src = address;
    return () => URL.revokeObjectURL(address);
  }, [blob]);
  return <img ref={shown} alt={t('photo.preview')} className={css.view} data-testid="photo-taken" />;
}
