import { useTranslation } from 'react-i18next';
import { Money } from '@/components/ui/Money';
import type { InvoiceDetail } from '../api/invoices';
import css from './Bills.module.css';

export function InvoiceLines({ invoice }: { invoice: InvoiceDetail }) {
  const { t } = useTranslation('billing');
  const money = (minor: number) => <Money amount={{ minor, currency: invoice.currency }} />;
  return (
    <table className={css.lines}>
      <thead><tr><th scope="col">{t('line.service')}</th><th scope="col" className={css.end}>{t('line.units')}</th><th scope="col" className={css.end}>{t('line.amount')}</th></tr></thead>
      <tbody>
        {invoice.lines.map((line) => (
          <tr key={line.line}><td>{line.display}</td><td className={css.end}>{line.units}</td><td className={css.end}>{money(line.minor)}</td></tr>
        ))}
      </tbody>
      <tfoot><tr><td>{t('line.total')}</td><td /><td className={css.end}>{money(invoice.total)}</td></tr></tfoot>
    </table>
  );
}
