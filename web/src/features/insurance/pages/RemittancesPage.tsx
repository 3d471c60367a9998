/** What payers have paid, and what a person must decide about it: payments without a claim, files that cannot be read. */
import { Button, FileButton } from '@mantine/core';
import { FileUp } from 'lucide-react';
import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { DataList, fromRows, type Column } from '@/components/ui/DataList';
import { FormProblem } from '@/components/ui/FormProblem';
import { Money } from '@/components/ui/Money';
import { PageHeader } from '@/components/ui/PageHeader';
import { Section } from '@/components/ui/Section';
import { DateText, TimeText } from '@/components/ui/TimeText';
import { notifyDone } from '@/lib/notify';
import { asProblem } from '@/lib/problem';
import { quarantinedQuery, remittancesQuery, unmatchedQuery, useUpload, type RemittanceRow } from '../api/remittances';
import { QuarantinedFile } from '../components/QuarantinedFile';
import { UnmatchedPayment } from '../components/UnmatchedPayment';
import css from '../components/Claims.module.css';

export default function RemittancesPage() {
  const { t } = useTranslation('insurance');
  const { data, error, refetch } = useQuery(remittancesQuery);
  const unmatched = useQuery(unmatchedQuery).data?.items ?? [];
  const quarantined = useQuery(quarantinedQuery).data?.items ?? [];
  return (
    <>
      <PageHeader title={t('remittances.title')} lead={t('remittances.lead')} actions={<Upload />} />
      {unmatched.length ? (
        <Section title={t('unmatched.title', { count: unmatched.length })} hint={t('unmatched.hint')}>
          {unmatched.map((payment) => <UnmatchedPayment key={payment.id} payment={payment} />)}
        </Section>
      ) : null}
      {quarantined.length ? (
        <Section title={t('quarantine.title', { count: quarantined.length })} hint={t('quarantine.hint')}>
          {quarantined.map((file) => <QuarantinedFile key={file.id} file={file} />)}
        </Section>
      ) : null}
      <Section {...(unmatched.length || quarantined.length ? { title: t('remittances.all') } : {})}>
        <DataList label={t('remittances.title')} columns={useColumns()} rowKey={(row) => row.id} linkTo={(row) => `/remittances/${row.id}`}
          pages={fromRows(data?.items, { problem: error && !data ? asProblem(error) : null, retry: () => void refetch() })}
          empty={{ title: t('remittances.empty'), hint: t('remittances.empty_hint') }} />
      </Section>
    </>
  );
}

function useColumns(): Column<RemittanceRow>[] {
  const { t } = useTranslation('insurance');
  return [
    { key: 'payer', header: t('remittances.payer'), cell: (row) => row.payer_name, sort: (row) => row.payer_name },
    { key: 'trace', header: t('remittances.trace'), cell: (row) => row.trace },
    { key: 'paid_on', header: t('remittances.paid_on'), cell: (row) => <DateText date={row.paid_on} />, sort: (row) => row.paid_on },
    { key: 'method', header: t('remittances.method'), cell: (row) => t(`method.${row.method}` as 'method.CHK', row.method), phone: false },
    { key: 'received', header: t('remittances.received'), cell: (row) => <TimeText at={row.created_at} as="ago" />, end: true, phone: false },
    { key: 'amount', header: t('remittances.amount'), cell: (row) => <Money amount={{ minor: row.amount, currency: row.currency }} />, end: true, sort: (row) => row.amount },
  ];
}

/** An 835 that came another way. What is wrong with it is said here, in full. */
function Upload() {
  const { t } = useTranslation('insurance');
  const navigate = useNavigate();
  const upload = useUpload();
  const take = (file: File | null) => {
    if (!file) return;
    upload.mutate(file, {
      onSuccess: ({ repeated, remittances }) => {
        notifyDone(repeated ? t('upload.repeated') : t('upload.done', { count: remittances.length }));
        const first = remittances[0];
        if (first) void navigate({ to: `/remittances/${first.id}` });
      },
    });
  };
  const details = upload.error?.extra.details;
  return (
    <div>
      <FileButton onChange={take} accept=".835,.x12,.edi,.txt,text/plain">
        {(props) => <Button {...props} variant="default" leftSection={<FileUp size={16} aria-hidden />} loading={upload.isPending}>{t('upload.verb')}</Button>}
      </FileButton>
      {upload.error ? <FormProblem problem={upload.error} /> : null}
      {Array.isArray(details) ? <ul className={css.reasons}>{details.map((line) => <li key={String(line)}><span className={css.detail}>{String(line)}</span></li>)}</ul> : null}
    </div>
  );
}
