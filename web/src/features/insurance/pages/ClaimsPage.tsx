/** The claims work list: what waits for a person first, why it is there, and what to do next. */
import { Anchor, Button, Tabs } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { Link, useNavigate } from '@tanstack/react-router';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useSearchParams } from '@/app/page';
import { DataList, type Column } from '@/components/ui/DataList';
import { Money } from '@/components/ui/Money';
import { PageHeader } from '@/components/ui/PageHeader';
import { TimeText } from '@/components/ui/TimeText';
import { countsQuery, QUEUES, useClaims, type ClaimRow, type Queue } from '../api/claims';
import { ClaimStatus } from '../components/ClaimStatus';
import css from '../components/Claims.module.css';

export default function ClaimsPage() {
  const { t } = useTranslation('insurance');
  const navigate = useNavigate();
  const asked = useSearchParams<{ queue?: string }>().queue;
  const { data: counts } = useQuery(countsQuery);
  const [text, setText] = useState('');
  const [search] = useDebouncedValue(text.trim(), 250);
  const queue = QUEUES.find((name) => name === asked) ?? QUEUES.find((name) => counts?.[name]) ?? 'to_submit';
  const pages = useClaims(queue, search);
  const show = (name: string | null) => void navigate({ to: '/claims', search: { queue: name ?? undefined } });
  return (
    <>
      <PageHeader title={t('claims.title')} lead={t('claims.lead')} actions={<Button component={Link} to="/payers" variant="default">{t('payers.title')}</Button>} />
      <Attention unmatched={counts?.unmatched ?? 0} quarantined={counts?.quarantined ?? 0} />
      <Tabs value={queue} onChange={show} className={css.tabs ?? ''}>
        <Tabs.List>
          {QUEUES.map((name) => <Tabs.Tab key={name} value={name} rightSection={counts ? <span className={css.count}>{counts[name]}</span> : null}>{t(`queues.${name}.name`)}</Tabs.Tab>)}
        </Tabs.List>
      </Tabs>
      <DataList label={t('claims.title')} pages={pages} columns={useColumns(queue)} rowKey={(row) => row.id} linkTo={(row) => `/claims/${row.id}`}
        flashKey={(row) => row.status} search={{ value: text, onChange: setText, placeholder: t('claims.find') }}
        empty={search ? { title: t('claims.none_found'), hint: t('claims.none_found_hint') } : { title: t(`queues.${queue}.empty`), hint: t(`queues.${queue}.hint`) }} />
    </>
  );
}

/** Money or files that no claim row stands for: they wait for a person, too. */
function Attention({ unmatched, quarantined }: { unmatched: number; quarantined: number }) {
  const { t } = useTranslation('insurance');
  if (!unmatched && !quarantined) return null;
  return (
    <p className={css.notice} role="status">
      {[unmatched ? t('claims.unmatched', { count: unmatched }) : '', quarantined ? t('claims.quarantined', { count: quarantined }) : ''].filter(Boolean).join(' ')}{' '}
      <Anchor component={Link} to="/remittances">{t('claims.look')}</Anchor>
    </p>
  );
}

function useColumns(queue: Queue): Column<ClaimRow>[] {
  const { t } = useTranslation('insurance');
  const work = queue === 'to_submit' || queue === 'rejected' || queue === 'denied';
  const money = (minor: number, row: ClaimRow) => <Money amount={{ minor, currency: row.currency }} />;
  return [
    { key: 'patient', header: t('claims.patient'), cell: (row) => <span>{row.patient_name}<span className={css.sub}>{row.control_number}</span></span> },
    { key: 'payer', header: t('claims.payer'), cell: (row) => row.payer_name, phone: false },
    { key: 'status', header: t('claims.status'), cell: (row) => <ClaimStatus status={row.status} />, phone: 'bare' },
    ...(work ? [{ key: 'why', header: t('claims.why'), cell: (row: ClaimRow) => <span className={css.why}>{row.reason || '—'}</span> }] : []),
    ...(queue === 'paid' || queue === 'done' ? [{ key: 'paid', header: t('claims.paid'), cell: (row: ClaimRow) => money(row.paid, row), end: true }] : []),
    { key: 'next', header: t('claims.next'), cell: (row) => (row.next_action ? t(`next.${row.next_action}` as 'next.wait', row.next_action) : '—') },
    { key: 'total', header: t('claims.total'), cell: (row) => money(row.total, row), end: true },
    { key: 'since', header: t('claims.since'), cell: (row) => <TimeText at={row.status_at} as="ago" />, end: true },
  ];
}
