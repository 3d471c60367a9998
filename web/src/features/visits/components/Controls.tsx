/** Microphone, camera, chat, hang up. Words under the icons: nobody guesses in a consultation. */
import { MessageSquareText, Mic, MicOff, PhoneOff, Video, VideoOff, type LucideIcon } from 'lucide-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { choose } from '../call/choice';
import { call } from '../call/session';
import { useCall } from '../call/useCall';
import css from './Call.module.css';

type Props = { more?: ReactNode; onHangUp: () => void; hangingUp: boolean; chat?: { open: boolean; unread: number; toggle: () => void } };

export function Controls({ more, onHangUp, hangingUp, chat }: Props) {
  const { t } = useTranslation('visits');
  const { microphone, camera } = useCall();
  const speaking = microphone === 'on';
  const seen = camera === 'on';
  return (
    <div className={css.controls} role="toolbar" aria-label={t('call.controls')}>
      <Control icon={speaking ? Mic : MicOff} off={!speaking} label={speaking ? t('call.mute') : t('call.unmute')} word={speaking ? t('call.microphone') : t(`call.microphone_${microphone}` as 'call.microphone')} onClick={() => call.own.toggleMicrophone()} />
      <Control icon={seen ? Video : VideoOff} off={!seen} label={seen ? t('call.camera_stop') : t('call.camera_start')} word={seen ? t('call.camera') : t(`call.camera_${camera}` as 'call.camera')} onClick={() => { choose(!seen); void call.own.toggleCamera(); }} />
      {chat ? <Control icon={MessageSquareText} label={chat.open ? t('chat.close') : t('chat.open')} word={t('chat.title')} count={chat.unread} pressed={chat.open} onClick={chat.toggle} /> : null}
      {more}
      <Control icon={PhoneOff} end label={t('call.hang_up')} word={t('call.hang_up')} onClick={onHangUp} disabled={hangingUp} />
    </div>
  );
}

type ControlProps = { icon: LucideIcon; label: string; word: string; off?: boolean; end?: boolean; pressed?: boolean; count?: number; disabled?: boolean; onClick: () => void };

function Control({ icon: Icon, label, word, off = false, end = false, pressed, count = 0, disabled = false, onClick }: ControlProps) {
  return (
    <button type="button" className={css.control} aria-label={label} aria-pressed={pressed} data-off={off || undefined} data-end={end || undefined} disabled={disabled} onClick={onClick}>
      <span className={css.round}><Icon size={24} strokeWidth={1.75} aria-hidden />{count ? <span className={css.badge}>{count > 9 ? '9+' : count}</span> : null}</span>
      <span className={css.word} aria-hidden="true">{word}</span>
    </button>
  );
}
