import type { TFunction } from 'i18next';
import { useTranslation } from 'react-i18next';
import { Money } from '@/components/ui/Money';
import type { Ledger } from '../api/ledger';
import css from './Bills.module.css';

const title = (t: TFunction<'billing'>, { account_code: code, name }: Ledger['balances'][number]) =>
  code.startsWith('ar:payer:') ? t('ledger.accounts.ar_payer', { name }) : code.startsWith('recoupment:') ? name : t(`ledger.accounts.${code.replaceAll(':', '_')}`, { defaultValue: name });

export function Balances({ ledger }: { ledger: Ledger }) {
  const { t } = useTranslation('billing');
  const currency = ledger.balances[0]?.currency ?? 'USD';
  return (
    <table className={css.lines}>
      <thead><tr><th scope="col">{t('ledger.account')}</th><th scope="col" className={css.end}>{t('ledger.balance')}</th></tr></thead>
      <tbody>
        {ledger.balances.map((row) => (
          <tr key={`${row.account_code}${row.currency}`}><td>{title(t, row)}</td>
            <td className={css.end}><Money amount={row} /></td></tr>
        ))}
      </tbody>
      <tfoot><tr><td>{t('ledger.sum')}</td><td className={css.end}><Money amount={{ minor: ledger.sum, currency }} /></td></tr></tfoot>
    </table>
  );
}
