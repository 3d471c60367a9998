import { Skeleton } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { ErrorState } from '@/components/ui/ErrorState';
import { PageHeader } from '@/components/ui/PageHeader';
import { Section } from '@/components/ui/Section';
import { ledgerQuery } from '../api/ledger';
import { Balances } from '../components/Balances';

export default function LedgerPage() {
  const { t } = useTranslation('billing');
  const { data, error, refetch } = useQuery(ledgerQuery());
  return (
    <>
      <PageHeader title={t('ledger.title')} lead={t('ledger.lead')} />
      {error && !data ? <ErrorState problem={error} onRetry={() => void refetch()} /> : null}
      <Section>{data ? <Balances ledger={data} /> : <Skeleton height={240} />}</Section>
    </>
  );
}
