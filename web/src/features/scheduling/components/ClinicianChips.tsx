/** "Anyone", or somebody in particular, of a specialty. */
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Slot } from '@/components/ui/Slot';
import { slotsQuery, type Kind } from '../api/slots';
import css from './Booking.module.css';

type Props = { specialty: string; kind: Kind; who: string | undefined; onChoose: (who: string | undefined) => void };

export function ClinicianChips({ specialty, kind, who, onChoose }: Props) {
  const { t } = useTranslation('scheduling');
  const { data } = useQuery(slotsQuery({ specialty }, kind, undefined));
  if (!data || data.clinicians.length < 2) return null;
  return (
    <div className={css.chips} role="group" aria-label={t('book.who')}>
      <button type="button" className={css.chip} aria-pressed={!who} onClick={() => onChoose(undefined)}>{t('book.anyone')}</button>
      {data.clinicians.map((one) => <button key={one.id} type="button" className={css.chip} aria-pressed={who === one.id} onClick={() => onChoose(one.id)}>{one.name}<Slot name="clinician.mark" with={{ practitionerId: one.id }} /></button>)}
    </div>
  );
}
