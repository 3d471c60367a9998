/** Short dates for axes and lists, in the person's language. */
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';

export function useFormats() {
  const { i18n } = useTranslation();
  return useMemo(() => {
    const short = new Intl.DateTimeFormat(i18n.language, { day: 'numeric', month: 'short', year: '2-digit' });
    const long = new Intl.DateTimeFormat(i18n.language, { dateStyle: 'medium', timeZone: 'UTC' });
    return {
      day: (at: number) => short.format(at),
      /** A calendar day ('2026-03-01'), the same everywhere. */
      date: (day: string) => long.format(new Date(`${day}T00:00:00Z`)),
    };
  }, [i18n.language]);
}

/** Today as YYYY-MM-DD where the person is. */
export function today(): string {
  const now = new Date();
  return new Date(now.getTime() - now.getTimezoneOffset() * 60_000).toISOString().slice(0, 10);
}
