/** A wrong clock in words: "Clock 3 h ahead". */
import { useTranslation } from 'react-i18next';

export function useClockText() {
  const { t } = useTranslation('monitoring');
  return (seconds: number) => {
    const off = Math.abs(seconds);
    const amount = off >= 172_800 ? t('devices.off_days', { count: Math.round(off / 86_400) }) : off >= 5_400 ? t('devices.off_hours', { count: Math.round(off / 3_600) }) : t('devices.off_minutes', { count: Math.max(1, Math.round(off / 60)) });
    return t(seconds > 0 ? 'devices.clock_ahead' : 'devices.clock_behind', { amount });
  };
}
