import { useTranslation } from 'react-i18next';
import { Money } from '@/components/ui/Money';
import { dueOf, type InvoiceDetail } from '../api/invoices';
import css from './Bills.module.css';

export function InvoiceLines({ invoice, staff }: { invoice: InvoiceDetail; staff: boolean }) {
  const { t } = useTranslation('billing');
  const money = (minor: number) => <Money amount={{ minor, currency: invoice.currency }} />;
  const came = invoice.payments.reduce((sum, one) => sum + (one.status === 'succeeded' ? one.minor : 0), 0);
  const back = invoice.refunds.reduce((sum, one) => sum + (one.status === 'succeeded' ? one.minor : 0), 0);
  return (
    <table className={css.lines}>
      <thead><tr><th scope="col">{t('line.service')}</th><th scope="col" className={css.end}>{t('line.units')}</th><th scope="col" className={css.end}>{t('line.amount')}</th></tr></thead>
      <tbody>
        {invoice.lines.map((line) => (
          <tr key={line.line}><td>{line.display}</td><td className={css.end}>{line.units}</td><td className={css.end}>{money(line.minor)}</td></tr>
        ))}
      </tbody>
      <tfoot><tr><td>{t('line.total')}</td><td /><td className={css.end}>{money(invoice.total)}</td></tr>
        {invoice.credited ? <tr><td>{t('line.credited')}</td><td /><td className={css.end}>{money(-invoice.credited)}</td></tr> : null}
        {invoice.status === 'issued' && (invoice.credited || invoice.paid) ? <><tr><td>{t('line.paid')}</td><td /><td className={css.end}>{money(-invoice.paid)}</td></tr><tr><td>{t('line.due')}</td><td /><td className={css.end}>{money(dueOf(invoice))}</td></tr></> : null}
        {came > invoice.paid ? <tr><td>{t(staff ? 'line.over_staff' : 'line.over')}</td><td /><td className={css.end}>{money(came - invoice.paid)}</td></tr> : null}
        {back ? <tr><td>{t(staff ? 'line.back_staff' : 'line.back')}</td><td /><td className={css.end}>{money(back)}</td></tr> : null}
      </tfoot>
    </table>
  );
}
