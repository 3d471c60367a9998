/** Whom a device measured, the latest first. */
import { Skeleton } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { ErrorState } from '@/components/ui/ErrorState';
import { TimeText } from '@/components/ui/TimeText';
import { wornQuery } from '../api/vitals';
import css from './Monitoring.module.css';

export function Worn({ deviceId }: { deviceId: string }) {
  const { t } = useTranslation('monitoring');
  const { data, error, refetch } = useQuery(wornQuery(deviceId));
  if (error && !data) return <ErrorState problem={error} onRetry={() => void refetch()} />;
  if (!data) return <Skeleton height={120} />;
  if (!data.items.length) return <p className={css.quiet}>{t('devices.worn_none')}</p>;
  return (
    <ul className={css.rows}>{data.items.map((one) => (
      <li key={`${one.patient_id}-${one.since}`} className={css.row}>
        <div>
          {one.patient_name} <span className={css.quiet}>{[one.patient_number, one.ward, one.place].filter(Boolean).join(' · ')}</span>
          <div className={css.quiet}>{one.since ? <TimeText at={one.since} /> : null} – {one.until ? <TimeText at={one.until} /> : t('devices.worn_now')}</div>
        </div>
      </li>
    ))}</ul>
  );
}
