/** Whether one comes or is called, with its sign. */
import { MapPin, Video } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import css from './Booking.module.css';

export function Way({ kind }: { kind: string }) {
  const { t } = useTranslation('scheduling');
  const Icon = kind === 'video' ? Video : MapPin;
  return <span className={css.way}><Icon size={16} aria-hidden />{t(kind === 'video' ? 'kind.video' : 'kind.in_person')}</span>;
}
