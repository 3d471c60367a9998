/** The camera of this computer or phone, asked for only while this stands on the page; the picture is cut here and handed on. */
import { Button } from '@mantine/core';
import { Camera as CameraIcon, SwitchCamera } from 'lucide-react';
import { useEffect, useRef, useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { jpeg, type Shape } from '@/lib/pictures';
import css from './Camera.module.css';

/** `extra`: another way beside the camera, also where there is none. */
export function Camera({ shape, onTaken, onClose, extra }: { shape: Shape; onTaken: (picture: Blob) => void; onClose: () => void; extra?: ReactNode }) {
  const { t } = useTranslation('patients');
  const video = useRef<HTMLVideoElement>(null);
  const [facing, setFacing] = useState<'user' | 'environment'>('environment');
  const [refused, setRefused] = useState(false);
  const [ready, setReady] = useState(false);
  useEffect(() => {
    let stream: MediaStream | null = null;
    let gone = false;
    const open = async () => {
      try {
        const found = await navigator.mediaDevices.getUserMedia({ video: { facingMode: facing, width: { ideal: 1920 }, height: { ideal: 1440 } } });
        if (gone || !video.current) return found.getTracks().forEach((track) => track.stop());
        stream = found;
        video.current.srcObject = found;
        await video.current.play();
      } catch {
        if (!gone) setRefused(true);
      }
    };
    void open();
    return () => {
      gone = true;
      stream?.getTracks().forEach((track) => track.stop());
    };
  }, [facing]);
  const take = () => video.current && void jpeg(video.current, shape).then(onTaken);
  if (refused) {
    return (
      <div className={css.camera}>
        <p role="alert">{t('camera.refused')}</p>
        <div className={css.buttons}>{extra}<Button variant="default" onClick={onClose}>{t('common:close')}</Button></div>
      </div>
    );
  }
  return (
    <div className={css.camera}>
      <video ref={video} className={css.view} data-shape={shape} muted playsInline aria-label={t('camera.view')} onLoadedData={() => setReady(true)} />
      <div className={css.buttons}>
        <Button leftSection={<CameraIcon size={18} aria-hidden />} disabled={!ready} onClick={take}>{t('camera.take')}</Button>
        <Button variant="default" leftSection={<SwitchCamera size={18} aria-hidden />} onClick={() => setFacing(facing === 'user' ? 'environment' : 'user')}>{t('camera.other')}</Button>
        {extra}
        <Button variant="default" onClick={onClose}>{t('common:cancel')}</Button>
      </div>
    </div>
  );
}
