/** One place in a rail or bottom bar: icon, word, and a live count when there is something to do. */
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { Place } from '../feature';
import { namespacesOf } from '@/lib/i18n';

const none = () => undefined;

export function PlaceLink({ place, className, badge }: { place: Place; className: string | undefined; badge: string | undefined }) {
  const { t } = useTranslation(namespacesOf(place.label));
  // A place keeps its hook for life, so the order of hooks never changes.
  const useCount = place.useCount ?? none;
  const count = useCount();
  const Icon = place.icon;
  return (
    <Link to={place.to} className={className ?? ''} activeOptions={{ exact: place.to === '/my' }} activeProps={{ 'aria-current': 'page' }}>
      <Icon size={22} strokeWidth={1.75} aria-hidden />
      <span>{t(place.label as 'product')}</span>
      {count ? <><span className={badge} aria-hidden>{count > 99 ? '99+' : count}</span><span className="visually-hidden">{t('to_do_count', { count })}</span></> : null}
    </Link>
  );
}
