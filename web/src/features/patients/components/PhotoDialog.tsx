/** A picture of the patient, by camera or from a file, cut to a square; taken away again as easily. */
import { Button, FileButton, Modal, Slider } from '@mantine/core';
import { Camera as CameraIcon, RotateCw, Upload } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { FormProblem } from '@/components/ui/FormProblem';
import { notifyDone } from '@/lib/notify';
import { jpeg, picture } from '@/lib/pictures';
import { useSetPhoto } from '../api/photo';
import { Camera } from './Camera';
import css from './Camera.module.css';

export default function PhotoDialog({ who, hasPhoto, onClose }: { who: string; hasPhoto: boolean; onClose: () => void }) {
  const { t } = useTranslation('patients');
  const save = useSetPhoto(who);
  const [camera, setCamera] = useState(false);
  const [raw, setRaw] = useState<ImageBitmap | null>(null);
  const [unreadable, setUnreadable] = useState(false);
  const take = async (file: Blob | null) => {
    if (!file) return;
    const found = await picture(file);
    setUnreadable(!found);
    setRaw(found);
    setCamera(false);
  };
  const send = (content: Blob | null) => save.mutate(content, { onSuccess: () => { notifyDone(t(content ? 'photo.saved' : 'photo.removed')); onClose(); } });
  return (
    <Modal opened onClose={onClose} title={t('photo.title')} closeButtonProps={{ 'aria-label': t('common:close') }}>
      <FormProblem problem={save.error} />
      {unreadable ? <p role="alert">{t('photo.unreadable')}</p> : null}
      {camera ? <Camera shape="square" onTaken={(shot) => void take(shot)} onClose={() => setCamera(false)} />
        : raw ? <Crop raw={raw} busy={save.isPending} onDone={send} onBack={() => setRaw(null)} /> : (
          <div className={css.camera}>
            <p>{t('photo.hint')}</p>
            <div className={css.buttons}>
              <Button leftSection={<CameraIcon size={18} aria-hidden />} onClick={() => setCamera(true)}>{t('photo.camera')}</Button>
              <FileButton accept="image/jpeg,image/png,image/webp" onChange={(file) => void take(file)}>
                {(props) => <Button {...props} variant="default" leftSection={<Upload size={18} aria-hidden />}>{t('photo.file')}</Button>}
              </FileButton>
              {hasPhoto ? <Button variant="default" loading={save.isPending} onClick={() => send(null)}>{t('photo.remove')}</Button> : null}
            </div>
          </div>
        )}
    </Modal>
  );
}

function Crop({ raw, busy, onDone, onBack }: { raw: ImageBitmap; busy: boolean; onDone: (picture: Blob) => void; onBack: () => void }) {
  const { t } = useTranslation('patients');
  const [zoom, setZoom] = useState(1);
  const [x, setX] = useState(50);
  const [y, setY] = useState(50);
  const [turns, setTurns] = useState(0);
  const canvas = useRef<HTMLCanvasElement>(null);
  const cut = { zoom, at: [x / 100, y / 100] as [number, number], turns };
  useEffect(() => {
    let gone = false;
    void jpeg(raw, 'square', { zoom, at: [x / 100, y / 100], turns }).then(picture).then((shown) => {
      const place = canvas.current?.getContext('2d');
      if (gone || !shown || !place || !canvas.current) return;
      [canvas.current.width, canvas.current.height] = [shown.width, shown.height];
      place.drawImage(shown, 0, 0);
    });
    return () => { gone = true; };
  }, [raw, zoom, x, y, turns]);
  return (
    <div className={css.camera}>
      <canvas ref={canvas} className={css.crop} aria-label={t('photo.preview')} />
      <div className={css.sliders}>
        <label>{t('photo.zoom')}<Slider thumbLabel={t('photo.zoom')} label={null} min={1} max={4} step={0.05} value={zoom} onChange={setZoom} /></label>
        <label>{t('photo.across')}<Slider thumbLabel={t('photo.across')} label={null} min={0} max={100} value={x} onChange={setX} /></label>
        <label>{t('photo.down')}<Slider thumbLabel={t('photo.down')} label={null} min={0} max={100} value={y} onChange={setY} /></label>
      </div>
      <div className={css.buttons}>
        <Button loading={busy} onClick={() => void jpeg(raw, 'square', cut).then(onDone)}>{t('common:save')}</Button>
        <Button variant="default" leftSection={<RotateCw size={18} aria-hidden />} onClick={() => setTurns((turns + 1) % 4)}>{t('photo.turn')}</Button>
        <Button variant="default" onClick={onBack}>{t('photo.again')}</Button>
      </div>
    </div>
  );
}
