/** Licences and certificates that end within sixty days, or have ended. */
import { useQuery } from '@tanstack/react-query';
import { BadgeCheck } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { DataList, fromRows } from '@/components/ui/DataList';
import { PageHeader } from '@/components/ui/PageHeader';
import { DateText } from '@/components/ui/TimeText';
import { asProblem } from '@/lib/problem';
import { endingQuery } from '../api/records';
import { DaysLeft } from '../components/RecordSections';

export default function CredentialsPage() {
  const { t } = useTranslation('staff');
  const { data, isPending, error, refetch } = useQuery(endingQuery);
  return (
    <>
      <PageHeader title={t('credentials.title')} lead={t('credentials.lead')} back={{ to: '/admin', label: t('credentials.back') }} />
      <DataList label={t('credentials.title')} rowKey={(row) => row.credential.id} linkTo={(row) => `/people/${row.user_id}`}
        pages={fromRows(data?.items, { loading: isPending, problem: error ? asProblem(error) : null, retry: () => void refetch() })}
        empty={{ icon: BadgeCheck, title: t('credentials.none'), hint: t('credentials.none_hint') } as { title: string }}
        columns={[
          { key: 'who', header: t('rota.person'), cell: (row) => row.name, sort: (row) => row.name },
          { key: 'what', header: t('record.credential'), cell: (row) => `${row.credential.name} ${row.credential.number}`, phone: 'bare' },
          { key: 'issuer', header: t('record.issuer'), cell: (row) => row.credential.issuer, phone: false },
          { key: 'end', header: t('record.expires'), cell: (row) => (row.credential.expires_on ? <DateText date={row.credential.expires_on} /> : ''), sort: (row) => row.credential.expires_on },
          { key: 'left', header: t('record.state'), cell: (row) => <DaysLeft credential={row.credential} /> },
        ]} />
    </>
  );
}
