/** Above the list of bills: patients who have paid too much, so that nobody's money is forgotten. */
import { Anchor } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { Money } from '@/components/ui/Money';
import { Section } from '@/components/ui/Section';
import { creditsQuery } from '../api/credits';
import css from './Bills.module.css';

export default function Credits() {
  const { t } = useTranslation('billing');
  const { data } = useQuery(creditsQuery);
  if (!data?.items.length) return null;
  return (
    <Section title={t('credit.all')} hint={t('credit.all_hint')} framed>
      <ul className={css.refunds}>
        {data.items.map((row) => (
          <li key={row.patient_id} className={css.due}>
            <span>{row.invoice_id ? <Anchor component={Link} to={`/invoices/${row.invoice_id}`}>{row.patient_name}</Anchor> : row.patient_name} <span className={css.quiet}>{row.patient_number}</span></span>
            <Money amount={row} />
          </li>
        ))}
      </ul>
    </Section>
  );
}
