/** In the call: the others do not hear or see this person, who may not know it; what to do, and one tap to try it. */
import { CloseButton } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { call } from '../call/session';
import { useCall } from '../call/useCall';
import css from './Call.module.css';
import { deviceHelp } from './deviceHelp';

export function DeviceTrouble({ other }: { other: string }) {
  const { t } = useTranslation('visits');
  const { microphone, camera, phase } = useCall();
  const [hidden, setHidden] = useState('');
  const mute = microphone === 'none' || microphone === 'denied' || microphone === 'busy';
  const unseen = camera === 'denied' || camera === 'busy';
  const trouble = `${microphone} ${camera}`;
  const help = deviceHelp(microphone, camera);
  if (!(mute || unseen) || !help || hidden === trouble || phase === 'entering') return null;
  const what = mute && unseen ? t('trouble.both', { name: other }) : mute ? t('trouble.unheard', { name: other }) : t('trouble.unseen', { name: other });
  const again = () => {
    if (mute) call.own.toggleMicrophone();
    if (unseen) void call.own.toggleCamera();
  };
  return (
    <div className={css.trouble} role="alert">
      <p><strong>{what}</strong> {t(help)}</p>
      <CloseButton variant="transparent" c="inherit" aria-label={t('common:close')} onClick={() => setHidden(trouble)} />
      <button type="button" className={css.again} onClick={again}>{t('check.again')}</button>
    </div>
  );
}
