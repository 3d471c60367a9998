/** A stream on screen. Where a browser refuses to play by itself, `onBlocked` asks for a tap. */
import { useEffect, useRef } from 'react';
import { BLANK_EVERY } from '../call/unseen';

type Props = {
  stream: MediaStream | null; label: string; muted?: boolean; mirrored?: boolean; className: string | undefined; testId?: string;
  onBlocked?: (play: () => void) => void;
  /** Told again and again while it plays and a track of it that should be seen is not. */
  onBlank?: (track: MediaStreamTrack) => void;
};

export function Video({ stream, label, muted = false, mirrored = false, className, onBlocked, onBlank, testId }: Props) {
  const ref = useRef<HTMLVideoElement>(null);
  const told = useRef({ onBlocked, onBlank });
  useEffect(() => { told.current = { onBlocked, onBlank }; });
  useEffect(() => {
    const video = ref.current;
    if (!video) return;
    if (video.srcObject !== stream) video.srcObject = stream;
    if (!stream) return;
    const play = () => void video.play().catch((error: Error) => {
      if (error.name === 'NotAllowedError') told.current.onBlocked?.(play);
    });
    const again = () => { if (document.visibilityState === 'visible') play(); };
    const look = () => {
      const [track] = stream.getVideoTracks();
      const shown = video.videoWidth > 0 || video.paused || document.visibilityState !== 'visible';
      if (!shown && track?.readyState === 'live' && !track.muted) told.current.onBlank?.(track);
    };
    play();
    document.addEventListener('visibilitychange', again); // a phone call or another app has paused it
    const timer = told.current.onBlank ? setInterval(look, BLANK_EVERY) : undefined;
    return () => { document.removeEventListener('visibilitychange', again); clearInterval(timer); };
  }, [stream]);
  // eslint-disable-next-line jsx-a11y/media-has-caption -- a live person; captions of speech are another feature
  return <video ref={ref} className={className} aria-label={label} muted={muted} playsInline autoPlay data-mirrored={mirrored || undefined} data-testid={testId} />;
}
