/** The earlier times of an appointment that was moved, the latest first. */
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Section } from '@/components/ui/Section';
import { TimeText } from '@/components/ui/TimeText';
import { historyQuery } from '../api/desk';
import css from './Appointment.module.css';

export function History({ id }: { id: string }) {
  const { t } = useTranslation('scheduling');
  const items = useQuery(historyQuery(id)).data?.items ?? [];
  if (!items.length) return null;
  return (
    <Section title={t('history.title')}>
      <ul className={css.list}>
        {items.map((one) => (
          <li key={one.id} className={css.main}>
            <span><TimeText at={one.starts_at} />, {one.clinician}</span>
            <span className={css.small}><span>{t(one.moved_by === 'patient' ? 'history.by_patient' : 'history.by_clinic')} <TimeText at={one.moved_at} /></span></span>
          </li>
        ))}
      </ul>
    </Section>
  );
}
