/** The services of a request: how many units were asked for, allowed, and used by claims. */
import { useTranslation } from 'react-i18next';
import type { Service } from '../../api/authorizations';
import css from '../Claims.module.css';

const plain = (units: string | number) => String(Number(units));

export function Services({ services }: { services: Service[] }) {
  const { t } = useTranslation('insurance_authorizations');
  return (
    <table className={`${css.table} ${css.lines}`}>
      <thead><tr><th>{t('service.one')}</th><th data-end>{t('service.asked')}</th><th data-end>{t('service.allowed')}</th><th data-end>{t('service.used')}</th></tr></thead>
      <tbody>
        {services.map((one) => (
          <tr key={one.code}>
            <td>{one.text}<span className={css.sub}>{one.code}</span></td>
            <td data-end data-label={t('service.asked')}>{plain(one.units)}</td>
            <td data-end data-label={t('service.allowed')}>{one.approved_units === null ? '–' : plain(one.approved_units)}</td>
            <td data-end data-label={t('service.used')}>{plain(one.used_units)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** The same in a line of a list. */
export const named = (services: Service[]) => services.map((one) => `${one.text}${Number(one.units) === 1 ? '' : ` × ${plain(one.units)}`}`).join(', ');
