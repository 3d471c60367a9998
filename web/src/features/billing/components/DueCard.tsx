/** On the patient's home: what is still to pay, if anything. */
import { Button } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { Money } from '@/components/ui/Money';
import { Section } from '@/components/ui/Section';
import { dueOf, useInvoices } from '../api/invoices';
import css from './Bills.module.css';

export default function DueCard() {
  const { t } = useTranslation('billing');
  const open = useInvoices('issued').rows;
  const [first] = open;
  if (!first) return null;
  const owed = open.reduce((sum, invoice) => sum + dueOf(invoice), 0);
  return (
    <Section title={t('due.title')} framed>
      <div className={css.due}>
        <Money amount={{ minor: owed, currency: first.currency }} figure />
        <Button component={Link} to={open.length === 1 ? `/my/bills/${first.id}` : '/my/bills'}>{t('due.pay')}</Button>
      </div>
    </Section>
  );
}
