/** What is not needed in every call: the other camera, the screen, sound alone, a guest, the safety code, the telephone. */
import { Menu } from '@mantine/core';
import { Captions, CircleUserRound, Ellipsis, MonitorUp, Phone, ShieldCheck, SwitchCamera, UserPlus, VideoOff } from 'lucide-react';
import { useEffect, useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { captions } from '../call/captions';
import { call } from '../call/session';
import { useCall } from '../call/useCall';
import css from './Call.module.css';
import { useCaptions } from './Captions';

type Props = { phone?: string; onInvite?: () => void; recording?: ReactNode; recorded?: boolean };

export function More({ phone = '', onInvite, recording, recorded = false }: Props) {
  const { t } = useTranslation('visits');
  const { screen, audioOnly, safety, engine, blur, camera } = useCall();
  const { on, offered } = useCaptions();
  const cameras = useCameras();
  const shares = typeof navigator.mediaDevices?.getDisplayMedia === 'function';
  return (
    <Menu position="top" width={300} withinPortal>
      <Menu.Target>
        <button type="button" className={css.control} aria-label={t('more.open')}>
          <span className={css.round}><Ellipsis size={24} strokeWidth={1.75} aria-hidden /></span>
          <span className={css.word} aria-hidden="true">{t('more.title')}</span>
        </button>
      </Menu.Target>
      <Menu.Dropdown>
        {cameras > 1 ? <Menu.Item leftSection={<SwitchCamera size={18} aria-hidden />} onClick={() => void call.own.flipCamera()}>{t('more.flip')}</Menu.Item> : null}
        {camera === 'on' ? <Menu.Item leftSection={<CircleUserRound size={18} aria-hidden />} disabled={blur === 'none'} onClick={() => void call.own.toggleBlur()}>{t(`blur.${blur}`)}</Menu.Item> : null}
        {shares ? <Menu.Item leftSection={<MonitorUp size={18} aria-hidden />} onClick={() => void (screen ? call.own.stopScreen() : call.own.shareScreen())}>{screen ? t('share.stop') : t('share.start')}</Menu.Item> : null}
        <Menu.Item leftSection={<VideoOff size={18} aria-hidden />} onClick={() => void call.toggleAudioOnly()}>{audioOnly ? t('low.back') : t('low.start')}</Menu.Item>
        {offered ? <Menu.Item leftSection={<Captions size={18} aria-hidden />} onClick={() => captions.toggle()}>{on ? t('captions.hide') : t('captions.show')}</Menu.Item> : null}
        {onInvite ? <Menu.Item leftSection={<UserPlus size={18} aria-hidden />} onClick={onInvite}>{t('guests.invite')}</Menu.Item> : null}
        {recording}
        <Menu.Divider />
        <Menu.Label>
          <ShieldCheck size={14} aria-hidden /> {recorded ? t('safety.recorded') : engine !== 'p2p' ? t(`safety.${engine}`) : safety ? <>{t('safety.code')} <span className={css.safety}>{safety}</span></> : t('safety.none')}
        </Menu.Label>
        {phone ? <Menu.Item component="a" href={`tel:${phone.replace(/[^+\d]/g, '')}`} leftSection={<Phone size={18} aria-hidden />}>{t('more.phone', { phone })}</Menu.Item> : null}
      </Menu.Dropdown>
    </Menu>
  );
}

function useCameras(): number {
  const [count, setCount] = useState(0);
  useEffect(() => {
    let gone = false;
    void navigator.mediaDevices?.enumerateDevices?.().then((all) => { if (!gone) setCount(all.filter((one) => one.kind === 'videoinput').length); }, () => undefined);
    return () => { gone = true; };
  }, []);
  return count;
}
