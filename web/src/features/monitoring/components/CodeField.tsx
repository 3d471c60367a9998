/** The code on a device: typed, or read by the camera where the browser can. */
import { Button, TextInput } from '@mantine/core';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import css from './Monitoring.module.css';

type Detector = { detect(source: HTMLVideoElement): Promise<{ rawValue: string }[]> };
type DetectorClass = new () => Detector;
const detectorClass = (): DetectorClass | undefined => (window as unknown as { BarcodeDetector?: DetectorClass }).BarcodeDetector;

export function CodeField({ value, onChange }: { value: string; onChange: (code: string) => void }) {
  const { t } = useTranslation('monitoring');
  const [looking, setLooking] = useState(false);
  const [dark, setDark] = useState(false);
  const scans = !!detectorClass() && !!navigator.mediaDevices;
  return (
    <>
      <TextInput label={t('bind.code')} description={t('bind.code_hint')} value={value} required minLength={2} maxLength={80} autoComplete="off" data-autofocus onChange={(event) => onChange(event.currentTarget.value)} />
      {scans ? <div><Button variant="default" onClick={() => { setDark(false); setLooking(!looking); }}>{t(looking ? 'bind.stop' : 'bind.scan')}</Button></div> : null}
      {dark ? <p role="status" className={css.quiet}>{t('bind.no_camera')}</p> : null}
      {looking ? <Camera onCode={(code) => { setLooking(false); onChange(code); }} onDark={() => { setLooking(false); setDark(true); }} /> : null}
    </>
  );
}

function Camera({ onCode, onDark }: { onCode: (code: string) => void; onDark: () => void }) {
  const { t } = useTranslation('monitoring');
  const video = useRef<HTMLVideoElement>(null);
  const told = useRef({ onCode, onDark });
  useEffect(() => { told.current = { onCode, onDark }; });
  useEffect(() => {
    const Barcode = detectorClass();
    let stream: MediaStream | undefined;
    let timer: ReturnType<typeof setInterval> | undefined;
    let over = false;
    const begin = async () => {
      if (!Barcode || !video.current) return;
      stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: 'environment' } });
      if (over) { stream.getTracks().forEach((track) => track.stop()); return; }
      video.current.srcObject = stream;
      await video.current.play();
      const detector = new Barcode();
      timer = setInterval(() => {
        if (!video.current) return;
        detector.detect(video.current).then((found) => { const code = found[0]?.rawValue.trim(); if (code && !over) told.current.onCode(code.slice(0, 80)); }, () => undefined);
      }, 250);
    };
    begin().catch(() => { if (!over) told.current.onDark(); });
    return () => { over = true; clearInterval(timer); stream?.getTracks().forEach((track) => track.stop()); };
  }, []);
  return <video ref={video} className={css.camera} muted playsInline aria-label={t('bind.camera')} />;
}
