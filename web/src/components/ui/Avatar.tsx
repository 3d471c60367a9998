/** A picture, or initials on a quiet ground; the hue is no information, so there is only one. Initials stay when there is no picture. */
import css from './Avatar.module.css';

export function initials(name: string): string {
  const words = name.replace(/^(dr|prof|mr|mrs|ms|mx)\.?\s+/i, '').split(/\s+/).filter((word) => /^\p{L}/u.test(word));
  const [first, last] = [words[0], words.length > 1 ? words.at(-1) : undefined];
  return `${[...(first ?? '?')][0] ?? ''}${last ? [...last][0] : ''}`.toUpperCase();
}

type Props = { name: string; size?: 24 | 32 | 36 | 48 | 72; present?: boolean; src?: string | false | undefined };

/** `src` is the address of a picture; while it loads, and when it cannot be had, the initials stand there. */
export function Avatar({ name, size = 36, present, src }: Props) {
  return (
    <span className={css.avatar} data-size={size} data-present={present || undefined} data-initials={initials(name)} aria-hidden="true">
      {src ? <img key={src} src={src} alt="" loading="lazy" onError={(event) => { event.currentTarget.hidden = true; }} /> : null}
    </span>
  );
}

/** The picture of a clinician, for `Avatar`. */
export const photoOf = (clinician: { id: string; has_photo?: boolean }) => clinician.has_photo ? `/api/practitioners/${clinician.id}/photo` : undefined;
