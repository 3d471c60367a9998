/** Day-end: what moved on each account, what was received, and closing the day; closed figures never change. */
import { Button, Skeleton } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { Lock } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { useSearchParams } from '@/app/page';
import { confirmReason } from '../components/closing';
import { DataList, fromRows, type Column } from '@/components/ui/DataList';
import { ErrorState } from '@/components/ui/ErrorState';
import { KeyValue } from '@/components/ui/KeyValue';
import { Money } from '@/components/ui/Money';
import { PageHeader } from '@/components/ui/PageHeader';
import { Section } from '@/components/ui/Section';
import { StatusBadge } from '@/components/ui/StatusBadge';
import { DateText, TimeText } from '@/components/ui/TimeText';
import type { Schema } from '@/lib/api';
import { useMay } from '@/lib/auth';
import { dayQuery, daysQuery, useCloseDay } from '../api/reports';
import css from '../components/Reports.module.css';

export default function DaysPage() {
  const { t } = useTranslation('reports');
  const navigate = useNavigate();
  const { day: asked } = useSearchParams<{ day: string }>();
  const { data, error, refetch } = useQuery(daysQuery);
  if (error && !data) return <><PageHeader title={t('days.title')} /><ErrorState problem={error} onRetry={() => void refetch()} /></>;
  const day = asked || data?.items[1]?.day || '';
  const columns: Column<Schema<'BookDayRow'>>[] = [
    { key: 'day', header: t('days.day'), cell: (row) => <DateText date={row.day} /> },
    { key: 'closed', header: t('days.state'), cell: (row) => <StatusBadge tone={row.closed ? 'done' : 'attention'} label={row.closed ? t('days.closed') : t('days.open')} />, phone: 'bare' },
  ];
  return (
    <>
      <PageHeader title={t('days.title')} lead={t('days.lead')} back={{ to: '/reports', label: t('title') }} />
      <div className={css.days}>
        {data ? (
          <DataList label={t('days.list')} columns={columns} rowKey={(row) => row.day} pages={fromRows(data.items)} empty={{ title: t('days.none') }}
            onOpen={(row) => void navigate({ to: '/reports/days', search: { day: row.day } as never, replace: true })} />
        ) : <Skeleton height={320} radius="md" />}
        <Day key={day} day={day} today={data?.today ?? ''} />
      </div>
    </>
  );
}

function Day({ day, today }: { day: string; today: string }) {
  const { t } = useTranslation('reports');
  const may = useMay();
  const { data, error, refetch } = useQuery(dayQuery(day));
  const close = useCloseDay();
  if (error && !data) return <ErrorState problem={error} onRetry={() => void refetch()} />;
  if (!data) return <Skeleton height={320} radius="md" />;
  const money = (minor: number) => <Money amount={{ minor, currency: data.currency }} />;
  const accounts: Column<Schema<'DayAccount'>>[] = [
    { key: 'name', header: t('days.account'), cell: (row) => (row.name.startsWith('ar:payer:') ? t('days.receivable', { payer: row.name.slice(9) }) : row.name) },
    { key: 'debit', header: t('days.debit'), cell: (row) => money(row.debit), end: true },
    { key: 'credit', header: t('days.credit'), cell: (row) => money(row.credit), end: true },
    { key: 'balance', header: t('days.balance'), cell: (row) => money(row.balance), end: true },
  ];
  const ask = async () => {
    const answer = await confirmReason(t);
    if (answer) close.mutate({ day: data.day, remark: answer.reason });
  };
  return (
    <Section title={<DateText date={data.day} />} hint={data.since === data.day ? t('zone', { zone: data.zone }) : <>{t('days.since')} <DateText date={data.since} /> · {t('zone', { zone: data.zone })}</>}
      actions={!data.closed && day < today && may('day.close') ? <Button leftSection={<Lock size={16} aria-hidden />} loading={close.isPending} onClick={() => void ask()}>{t('days.close')}</Button> : undefined}>
      <KeyValue items={[
        { label: t('days.state'), value: <StatusBadge tone={data.closed ? 'done' : 'attention'} label={data.closed ? t('days.closed') : t('days.open')} /> },
        data.closed_at ? { label: t('days.closed_by'), value: <>{data.closed_by_name}, <TimeText at={data.closed_at} /></> } : null,
        data.remark ? { label: t('days.remark'), value: data.remark } : null,
        data.closed ? { label: t('days.still'), value: <StatusBadge tone={data.unchanged ? 'done' : 'problem'} label={data.unchanged ? t('days.unchanged') : t('days.changed')} /> } : null,
        { label: t('words.visits'), value: data.figures.visits },
        { label: t('words.no_shows'), value: data.figures.no_shows },
        { label: t('days.invoices'), value: <>{data.figures.invoices.count} · {money(data.figures.invoices.minor)}</> },
        ...data.figures.payments.map((one) => ({ label: t('days.received', { gateway: one.key }), value: <>{one.count} · {money(one.minor)}</> })),
        { label: t('days.entries'), value: t('days.balanced', { count: data.figures.entries }) },
        data.sha256 ? { label: t('days.seal'), value: <code className={css.sha}>{data.sha256}</code> } : null,
      ]} />
      <DataList label={t('days.accounts')} columns={accounts} rowKey={(row) => row.account} pages={fromRows(data.figures.accounts)} empty={{ title: t('days.nothing'), hint: t('days.nothing_hint') }} />
    </Section>
  );
}
