/** Above the list of bills: patients who have paid too much, so that nobody's money is forgotten. */
import { Anchor } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { Money } from '@/components/ui/Money';
import { Section } from '@/components/ui/Section';
import { creditQuery, creditsQuery } from '../api/credits';
import css from './Bills.module.css';

export default function Credits() {
  const { t } = useTranslation('billing');
  const { data } = useQuery(creditsQuery);
  if (!data?.items.length) return null;
  return (
    <Section title={t('credit.all')} hint={t('credit.all_hint')} framed>
      <ul className={css.refunds}>{data.items.map((row) => <Holder key={row.patient_id} row={row} />)}</ul>
    </Section>
  );
}

function Holder({ row }: { row: { patient_id: string; patient_name: string; patient_number: string; minor: number; currency: string } }) {
  const { data } = useQuery(creditQuery(row.patient_id));
  const bill = data?.payments[0]?.invoice_id;
  return (
    <li className={css.due}>
      <span>{bill ? <Anchor component={Link} to={`/invoices/${bill}`}>{row.patient_name}</Anchor> : row.patient_name} <span className={css.quiet}>{row.patient_number}</span></span>
      <Money amount={row} />
    </li>
  );
}
