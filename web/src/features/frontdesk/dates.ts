/** In which order a country writes a date: "month, day, year" in the United States, "year, month, day" in Japan. */
export type DatePart = 'day' | 'month' | 'year';

export function dateOrder(country: string): DatePart[] {
  // The language that most people there read knows the order; written short (en-GB), since en-Latn-GB is taken for en.
  const locale = new Intl.Locale('und', { region: country }).maximize().minimize();
  const parts = new Intl.DateTimeFormat(locale, { timeZone: 'UTC', calendar: 'gregory', day: 'numeric', month: 'numeric', year: 'numeric' }).formatToParts(0);
  return parts.map(({ type }) => type).filter((type): type is DatePart => type === 'day' || type === 'month' || type === 'year');
}
