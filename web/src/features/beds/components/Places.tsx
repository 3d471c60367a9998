/** The beds of a stay, one after the other, and those that were held in vain. */
import { useTranslation } from 'react-i18next';
import { Section } from '@/components/ui/Section';
import { StatusBadge, type Tone } from '@/components/ui/StatusBadge';
import { TimeText } from '@/components/ui/TimeText';
import type { StayDetail, StayPlace } from '../api/beds';
import css from './Beds.module.css';

const tones: Record<StayPlace['status'], Tone> = { held: 'attention', here: 'active', left: 'neutral', refused: 'neutral', cancelled: 'neutral' };

export function Places({ stay }: { stay: StayDetail }) {
  const { t } = useTranslation('beds');
  if (stay.places.length === 0) return null;
  return (
    <Section title={t('places.title')}>
      <ol className={css.places}>
        {stay.places.map((place) => (
          <li key={place.id} className={css.place}>
            <div className={css.top}><span className={css.label}>{place.ward} {place.bed}</span><StatusBadge tone={tones[place.status]} label={t(`places.${place.status}`)} /></div>
            <span className={css.by}>
              {place.since ? <><TimeText at={place.since} />{place.until ? <> – <TimeText at={place.until} /></> : null}</> : <TimeText at={place.status_at} />}
              {place.asked_by_name ? ` · ${place.asked_by_name}` : ''}{place.lead_name ? ` · ${t('places.lead', { name: place.lead_name })}` : ''}
            </span>
            {place.reason ? <span>{place.reason}</span> : null}
            {place.answer ? <span>{t(`places.${place.status}_why`, { defaultValue: '{{why}}', why: place.answer })}</span> : null}
          </li>
        ))}
      </ol>
    </Section>
  );
}
