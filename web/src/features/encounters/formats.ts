/** Short dates for axes and lists, in the person's language and on the hospital's calendar. */
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { useFacility } from '@/lib/auth';
import { dayKey, type Instant } from '@/lib/time';

export function useFormats() {
  const { i18n } = useTranslation();
  const { zone } = useFacility();
  return useMemo(() => {
    const short = new Intl.DateTimeFormat(i18n.language, { day: 'numeric', month: 'short', year: '2-digit', timeZone: zone });
    const long = new Intl.DateTimeFormat(i18n.language, { dateStyle: 'medium', timeZone: 'UTC' });
    /** A calendar day ('2026-03-01'), the same everywhere. */
    const date = (day: string) => long.format(Date.parse(`${day}T00:00:00Z`));
    return { day: (at: number) => short.format(at), date, /** The day of a moment. */ dateOf: (at: Instant) => date(dayKey(at, zone)) };
  }, [i18n.language, zone]);
}
