/** Camera, microphone, loudspeaker, connection: looked at by itself, said in words, and never in the way of a visit. */
import { Button, Skeleton } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { CameraOff, CircleAlert, CircleCheck, Mic, Video as Camera, Volume2, Wifi, type LucideIcon } from 'lucide-react';
import { useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { iceServers } from '../api/call';
import { suggested } from '../call/choice';
import type { DeviceState } from '../call/devices';
import { checkNetwork, type Verdict } from '../call/network';
import css from './DeviceCheck.module.css';
import { deviceHelp } from './deviceHelp';
import { playTone, useDevices, useLevel } from './useDevices';
import { Video } from './Video';

export type Found = { camera: 'ok' | 'none' | 'denied' | 'busy' | 'skipped'; microphone: 'ok' | 'silent' | 'none' | 'denied' | 'busy' | 'skipped'; speaker: 'ok' | 'not_heard' | 'skipped'; network: Verdict };
type Props = { visitId: string | null; submit: string; busy?: boolean; onDone: (found: Found) => void };

export function DeviceCheck({ visitId, submit, busy = false, onDone }: Props) {
  const { t } = useTranslation('visits');
  const { devices, again } = useDevices();
  const { level, heard } = useLevel(devices?.stream ?? null);
  const [speaker, setSpeaker] = useState<Found['speaker'] | null>(null);
  const [played, setPlayed] = useState(false);
  const network = useQuery({
    queryKey: ['network_check', visitId], staleTime: 60_000, retry: false,
    queryFn: async () => checkNetwork(visitId ? await iceServers(visitId, true).catch(() => ({})) : {}),
  });
  const found: Found = {
    camera: said(devices?.camera), microphone: devices?.microphone === 'on' ? (heard ? 'ok' : 'silent') : said(devices?.microphone),
    speaker: speaker ?? 'skipped', network: network.data ?? 'unknown',
  };
  const help = devices ? deviceHelp(devices.microphone, devices.camera) : null;
  return (
    <div className={css.check}>
      <div className={css.mirror} data-dark={(devices && devices.camera !== 'on') || undefined}>
        {devices?.camera === 'on' ? <Video stream={devices.stream} label={t('call.self')} muted mirrored className={css.video} testId="check-video" />
          : devices ? <CameraOff size={36} strokeWidth={1.5} aria-hidden /> : <Skeleton height="100%" radius={0} />}
      </div>
      {help ? <div className={css.help} role="alert"><p>{t(help)}</p><Button variant="default" onClick={again}>{t('check.again')}</Button></div> : null}
      <ul className={css.rows}>
        <Row icon={Camera} title={t('check.camera')} state={devices ? (found.camera === 'ok' ? 'ok' : 'bad') : 'busy'} words={devices ? t(`check.camera_${found.camera}` as 'check.camera_ok') : t('check.asking')} />
        <Row icon={Mic} title={t('check.microphone')} state={devices ? (found.microphone === 'ok' ? 'ok' : 'bad') : 'busy'} words={devices ? t(`check.microphone_${found.microphone}` as 'check.microphone_ok') : t('check.asking')}>
          <meter className={css.meter} min={0} max={1} value={level} aria-label={t('check.level')} />
        </Row>
        <Row icon={Volume2} title={t('check.speaker')} state={speaker === 'ok' ? 'ok' : speaker ? 'bad' : 'busy'} words={speaker ? t(`check.speaker_${speaker}` as 'check.speaker_ok') : played ? t('check.speaker_question') : t('check.speaker_hint')}>
          <span className={css.buttons}>
            {played && !speaker ? <><Button size="sm" variant="default" onClick={() => setSpeaker('ok')}>{t('common:yes')}</Button><Button size="sm" variant="default" onClick={() => setSpeaker('not_heard')}>{t('common:no')}</Button></> : null}
            {!played || speaker === 'not_heard' ? <Button size="sm" variant="default" onClick={() => { setPlayed(true); setSpeaker(null); void playTone(); }}>{t('check.play')}</Button> : null}
          </span>
        </Row>
        <Row icon={Wifi} title={t('check.network')} state={network.isPending ? 'busy' : found.network === 'good' ? 'ok' : 'bad'} words={network.isPending ? t('check.measuring') : t(`check.network_${found.network}` as 'check.network_good')} />
      </ul>
      {suggested(found).camera || !devices || network.isPending ? null : <p className={css.help} role="status">{t('check.audio_only')}</p>}
      <Button fullWidth loading={busy} disabled={!devices} onClick={() => onDone(found)}>{submit}</Button>
    </div>
  );
}

const said = (state: DeviceState | undefined): Found['camera'] => (state === 'on' ? 'ok' : !state || state === 'off' ? 'skipped' : state);

function Row({ icon: Icon, title, state, words, children }: { icon: LucideIcon; title: string; state: 'ok' | 'bad' | 'busy'; words: string; children?: ReactNode }) {
  const Mark = state === 'ok' ? CircleCheck : state === 'bad' ? CircleAlert : Icon;
  return (
    <li className={css.row} data-state={state}>
      <Mark size={24} strokeWidth={1.75} aria-hidden />
      <span className={css.words}><strong>{title}</strong><span role="status">{words}</span></span>
      {children}
    </li>
  );
}
