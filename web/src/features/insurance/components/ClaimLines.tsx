/** The services of a claim and where each charge went. */
import { useTranslation } from 'react-i18next';
import { DateText } from '@/components/ui/TimeText';
import { Money } from '@/components/ui/Money';
import type { Claim } from '../api/claims';
import css from './Claims.module.css';

const parts = ['charge', 'paid', 'contractual', 'patient_share', 'denied'] as const;

export function ClaimLines({ claim }: { claim: Claim }) {
  const { t } = useTranslation('insurance');
  const money = (minor: number) => <Money amount={{ minor, currency: claim.currency }} />;
  const shown = parts.filter((part) => part === 'charge' || claim.lines.some((line) => line[part]));
  return (
    <div className={css.scroll}>
      <table className={`${css.table} ${css.lines}`}>
        <thead>
          <tr>
            <th>{t('claim.service')}</th><th>{t('claim.date')}</th>
            {shown.map((part) => <th key={part} data-end>{t(`claim.${part}`)}</th>)}
          </tr>
        </thead>
        <tbody>
          {claim.lines.map((line) => (
            <tr key={line.number}>
              <td>{line.text || line.code}<span className={css.sub}>{[line.code, ...line.modifiers].join(' ')}{Number(line.units) === 1 ? '' : ` × ${Number(line.units)}`}</span></td>
              <td data-label={t('claim.date')}><DateText date={line.served_on} /></td>
              {shown.map((part) => <td key={part} data-end data-label={t(`claim.${part}`)}>{money(line[part])}</td>)}
            </tr>
          ))}
        </tbody>
        {claim.lines.length > 1 ? (
          <tfoot>
            <tr>
              <td colSpan={2}>{t('claim.sum')}</td>
              {shown.map((part) => <td key={part} data-end data-label={t(`claim.${part}`)}>{money(claim.lines.reduce((sum, line) => sum + line[part], 0))}</td>)}
            </tr>
          </tfoot>
        ) : null}
      </table>
    </div>
  );
}
