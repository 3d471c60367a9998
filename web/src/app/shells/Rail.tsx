/** The role's main places; what is left over stands under "More" at the end (on a phone, more of it). */
import { useRouterState } from '@tanstack/react-router';
import { Ellipsis } from 'lucide-react';
import { useId, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { PlaceLink } from './PlaceLink';
import css from './Rail.module.css';
import { usePlaces } from './useShell';

/** So many stand in the rail at a desk, and in the bar of a phone. One more would take no more room than "More" does. */
const AT_A_DESK = 6;
const ON_A_PHONE = 4;
const split = (count: number, room: number) => (count <= room + 1 ? count : room);

export function Rail() {
  const { t } = useTranslation();
  const places = usePlaces('staff');
  const others = useRef<HTMLDivElement>(null);
  const id = useId();
  const path = useRouterState({ select: (state) => state.location.pathname });
  const desk = split(places.length, AT_A_DESK);
  const phone = split(places.length, ON_A_PHONE);
  const here = places.slice(desk).some(({ to }) => path === to || path.startsWith(`${to}/`));
  return (
    <nav className={css.rail} aria-label={t('places')}>
      {places.slice(0, desk).map((place, at) => (
        <PlaceLink key={place.to} place={place} className={`${css.place} ${at < phone ? '' : css.wide}`} badge={css.count} />
      ))}
      {places.length > phone ? (
        <div className={`${css.more} ${places.length > desk ? '' : css.narrow}`}>
          <button type="button" className={css.place} popoverTarget={id} data-here={here || undefined}>
            <Ellipsis size={22} strokeWidth={1.75} aria-hidden /><span>{t('more_places')}</span>
          </button>
          <div ref={others} id={id} popover="auto" className={css.others} onClickCapture={() => others.current?.hidePopover()}>
            {places.slice(phone).map((place, at) => (
              <PlaceLink key={place.to} place={place} className={`${css.other} ${phone + at < desk ? css.narrow : ''}`} badge={css.number} />
            ))}
          </div>
        </div>
      ) : null}
    </nav>
  );
}
