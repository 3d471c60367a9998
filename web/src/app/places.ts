/** Where a person may go, the main ones first. */
import { may, type Session } from '@/lib/auth';
import type { Place } from './feature';
import { places } from './registry';

export function placesOf(shell: Place['shell'], session: Session | null): Place[] {
  const roles = session?.user.roles ?? [];
  const own = places.filter((place) => place.shell === shell && may(session, place.needs) &&
    (!place.roles || place.roles.some((role) => roles.includes(role))));
  const aside = (place: Place) => Number(!!place.aside && roles.length > 0 && roles.every((role) => place.aside!.includes(role)));
  return own.sort((a, b) => aside(a) - aside(b));
}
