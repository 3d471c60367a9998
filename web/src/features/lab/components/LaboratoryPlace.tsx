/** Where specimens are taken, and when it is open. */
import { Anchor } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { Section } from '@/components/ui/Section';
import type { OwnOrders } from '../api/mine';
import css from './Mine.module.css';

export function LaboratoryPlace({ place }: { place: OwnOrders['place'] }) {
  const { t, i18n } = useTranslation('lab');
  const { line, city, state, postal_code } = place.address as Record<string, string | undefined>;
  // The 5th of January 2026 was a Monday, as weekday 0 is.
  const day = (weekday: number) => new Intl.DateTimeFormat(i18n.language, { weekday: 'long', timeZone: 'UTC' }).format(Date.UTC(2026, 0, 5 + weekday));
  return (
    <Section title={t('mine.where')}>
      <div className={css.place}>
        <p><strong>{place.name}</strong></p>
        <p>{[line, [city, state, postal_code].filter(Boolean).join(' ')].filter(Boolean).join(', ')}</p>
        {place.phone ? <p><Anchor href={`tel:${place.phone}`}>{place.phone}</Anchor></p> : null}
        <p className={css.quiet}>{t('mine.bring')}</p>
        {place.hours.length ? (
          <ul className={css.hours} aria-label={t('mine.hours')}>{place.hours.map((one) => <li key={`${one.weekday}-${one.starts}`}><span>{day(one.weekday)}</span><span>{one.starts}–{one.ends}</span></li>)}</ul>
        ) : <p className={css.quiet}>{t('mine.closed')}</p>}
      </div>
    </Section>
  );
}
