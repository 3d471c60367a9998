/** A recording played: everybody's own film, beside each other, on one clock. */
import { ActionIcon, Slider } from '@mantine/core';
import { Pause, Play } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { fileUrl, type Recording } from '../api/recordings';
import css from './Recording.module.css';
import { clock, placeOf, usePlayer } from './playing';

export default function Playback({ visitId, recording }: { visitId: string; recording: Recording }) {
  const { t } = useTranslation('visits');
  const { at, playing, hold, toggle, seek } = usePlayer(recording.files, recording.duration_ms);
  return (
    <div className={css.player}>
      <ul className={css.films}>
        {recording.files.map((file) => (
          <li key={file.id} className={css.film} hidden={placeOf(file, at) === null}>
            {/* eslint-disable-next-line jsx-a11y/media-has-caption -- people talking; captions are another feature */}
            <video ref={hold(file.id)} src={fileUrl(visitId, recording.id, file.id)} preload="auto" playsInline aria-label={t('call.picture_of', { name: file.name })} data-testid="recording-film" />
            <span>{file.source === 'screen' ? t('recording.screen_of', { name: file.name }) : file.name}</span>
          </li>
        ))}
      </ul>
      <div className={css.bar}>
        <ActionIcon size={44} radius="xl" onClick={toggle} aria-label={playing ? t('recording.pause') : t('recording.play')}>{playing ? <Pause size={20} aria-hidden /> : <Play size={20} aria-hidden />}</ActionIcon>
        <Slider min={0} max={recording.duration_ms} step={500} value={at} onChange={seek} label={(value) => clock(value)} thumbLabel={t('recording.place')} />
        <span className={css.clock}>{clock(at)} / {clock(recording.duration_ms)}</span>
      </div>
    </div>
  );
}
