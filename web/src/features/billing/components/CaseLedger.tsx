/** The money of one case beside its diagram: who owes what now. */
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Section } from '@/components/ui/Section';
import { ledgerQuery } from '../api/ledger';
import { Balances } from './Balances';

export default function CaseLedger({ caseId }: { caseId: string }) {
  const { t } = useTranslation('billing');
  const { data } = useQuery(ledgerQuery(caseId));
  if (!data?.balances.length) return null;
  return <Section title={t('ledger.of_case')}><Balances ledger={data} /></Section>;
}
