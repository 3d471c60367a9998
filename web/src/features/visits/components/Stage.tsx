/** Two people: the other one large, oneself small, and in words whatever is not as it should be. */
import { Loader } from '@mantine/core';
import { MicOff, Unplug, UserRound, VideoOff, Volume2 } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Countdown } from '@/components/ui/Countdown';
import { explain } from '@/lib/explain';
import { useLiveState } from '@/lib/live';
import { useRecording, type RecordingStatus } from '../api/recordings';
import type { Visit } from '../api/visits';
import { call } from '../call/session';
import { useCall } from '../call/useCall';
import css from './Call.module.css';
import { Captions } from './Captions';
import { DeviceTrouble } from './DeviceTrouble';
import { Quality } from './Quality';
import { RecordingMark } from './Recording';
import { Tiles } from './Tiles';
import { Video } from './Video';

type Props = { other: string; names?: Record<string, string>; recording?: RecordingStatus | undefined };

/** The stage of a visit's own two. */
export function VisitStage({ visit }: { visit: Visit }) {
  const names = { patient: visit.patient.name, clinician: visit.clinician.name };
  const { open } = useRecording(visit.id);
  return <Stage other={visit.side === 'patient' ? visit.clinician.name : visit.patient.name} names={names} recording={open?.status} />;
}

export function Stage({ other, names = {}, recording }: Props) {
  const { t } = useTranslation('visits');
  const state = useCall();
  const [tap, setTap] = useState<(() => void) | null>(null);
  const flowing = state.phase === 'connected';
  const seen = flowing && state.otherCamera && (state.remote?.getVideoTracks().length ?? 0) > 0;
  return (
    <div className={css.stage} data-phase={state.phase} data-testid="call-stage">
      <Video stream={state.remote} label={t('call.picture_of', { name: other })} className={css.remote} testId="remote-video" onBlocked={(play) => setTap(() => play)} onBlank={call.unseen} />
      {seen || state.otherScreen ? null : <Cover other={other} />}
      {state.otherScreen ? <Video stream={state.otherScreen} label={t('share.of')} muted className={css.screen} testId="screen-video" onBlank={call.unseen} /> : null}
      <div className={css.top}>
        <span className={css.timer}>{state.connectedAt ? <Countdown since={state.connectedAt} label={t('call.lasts')} /> : null}</span>
        {flowing ? <Quality quality={state.quality} /> : null}
      </div>
      <p className={css.name}>{other}{flowing && !state.otherMicrophone ? <><MicOff size={16} aria-hidden /><span className="visually-hidden">{t('call.other_muted')}</span></> : null}</p>
      <div className={css.self} data-off={state.camera !== 'on' || undefined}>
        {state.camera === 'on' ? <Video stream={state.local} label={t('call.self')} muted mirrored className={css.selfVideo} testId="self-video" /> : <VideoOff size={22} aria-hidden />}
      </div>
      <Tiles names={names} />
      <Captions names={names} />
      <RecordingMark status={recording} />
      {state.screen || state.rung > 0 || state.audioOnly ? (
        <p className={css.notice} role="status">{state.screen ? t('share.on') : state.audioOnly || state.rung === 3 ? t('low.audio') : t('low.smaller')}</p>
      ) : null}
      <DeviceTrouble other={other} />
      <p className="visually-hidden" role="status">{t(`call.phase.${state.phase}` as 'call.phase.connected', { name: other })}</p>
      {tap ? <button type="button" className={css.tap} onClick={() => { tap(); setTap(null); }}><Volume2 size={24} aria-hidden />{t('call.tap_to_hear')}</button> : null}
    </div>
  );
}

/** Instead of a picture: who is missing, and why. Text that says it, never a frozen face. */
function Cover({ other }: { other: string }) {
  const { t } = useTranslation('visits');
  const { phase, other: whereabouts, otherMicrophone, problem } = useCall();
  const live = useLiveState();
  const refused = phase !== 'connected' && (problem?.status ?? 0) >= 400;
  const busy = phase === 'entering' || phase === 'connecting' || phase === 'interrupted';
  let words = t(`call.cover.${phase}` as 'call.cover.connecting', { name: other });
  if (phase === 'connected') words = otherMicrophone ? t('call.cover.camera_off', { name: other }) : t('call.cover.both_off', { name: other });
  else if (whereabouts === 'away') words = t('call.cover.away', { name: other });
  else if (live === 'offline' || problem?.code === 'offline') words = t('call.cover.offline');
  else if (refused) words = explain(problem).title;
  const Icon = refused ? Unplug : phase === 'connected' ? VideoOff : busy ? null : whereabouts === 'absent' ? UserRound : Unplug;
  return (
    <div className={css.cover}>
      {Icon ? <Icon size={36} strokeWidth={1.5} aria-hidden /> : <Loader size={32} color="var(--mantine-color-dark-1)" />}
      <p role={refused ? 'alert' : undefined}>{words}</p>
    </div>
  );
}
