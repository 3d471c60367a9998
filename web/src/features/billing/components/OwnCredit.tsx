/** For the patient: what he has paid too much, and what he can do with it. */
import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Money } from '@/components/ui/Money';
import { Section } from '@/components/ui/Section';
import { formatMoney } from '@/lib/money';
import { notifyDone } from '@/lib/notify';
import { ownCreditQuery, useOwnCredit } from '../api/credits';
import { isOpen, type InvoiceDetail } from '../api/invoices';
import css from './Bills.module.css';

export default function OwnCredit({ invoice }: { invoice?: InvoiceDetail }) {
  const { t } = useTranslation('billing');
  const { data } = useQuery(ownCreditQuery);
  const use = useOwnCredit(invoice?.id ?? '');
  if (!data || (!data.minor && !data.returning)) return null;
  const usable = data.minor > 0 && invoice?.status === 'issued' && !invoice.payments.some(isOpen);
  return (
    <Section title={t('own_credit.title')} framed className={css.noprint}>
      <div className={css.due}>
        <p className={css.credit}>
          <Money amount={data} figure />
          {data.minor ? <span className={css.quiet}>{t('own_credit.hint')}</span> : null}
          {data.returning ? <span className={css.quiet}>{t('own_credit.returning', { amount: formatMoney({ minor: data.returning, currency: data.currency }) })}</span> : null}
        </p>
        {usable ? <Button variant="default" loading={use.isPending} onClick={() => use.mutate(undefined, { onSuccess: () => notifyDone(t('own_credit.used')) })}>{t('own_credit.use')}</Button> : null}
      </div>
    </Section>
  );
}
