/** A stream on screen. Where a browser refuses to play by itself, `onBlocked` asks for a tap. */
import { useEffect, useRef } from 'react';

type Props = { stream: MediaStream | null; label: string; muted?: boolean; mirrored?: boolean; className: string | undefined; onBlocked?: (play: () => void) => void; testId?: string };

export function Video({ stream, label, muted = false, mirrored = false, className, onBlocked, testId }: Props) {
  const ref = useRef<HTMLVideoElement>(null);
  const blocked = useRef(onBlocked);
  useEffect(() => { blocked.current = onBlocked; });
  useEffect(() => {
    const video = ref.current;
    if (!video) return;
    if (video.srcObject !== stream) video.srcObject = stream;
    if (!stream) return;
    const play = () => void video.play().catch((error: Error) => {
      if (error.name === 'NotAllowedError') blocked.current?.(play);
    });
    const again = () => { if (document.visibilityState === 'visible') play(); };
    play();
    document.addEventListener('visibilitychange', again); // a phone call or another app has paused it
    return () => document.removeEventListener('visibilitychange', again);
  }, [stream]);
  // eslint-disable-next-line jsx-a11y/media-has-caption -- a live person; captions of speech are another feature
  return <video ref={ref} className={className} aria-label={label} muted={muted} playsInline autoPlay data-mirrored={mirrored || undefined} data-testid={testId} />;
}
