/** The office's prior authorizations: what waits for a clerk first, then what is at the payer, at the clinician, decided. */
import { Tabs } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useSearchParams } from '@/app/page';
import { DataList, type Column } from '@/components/ui/DataList';
import { PageHeader } from '@/components/ui/PageHeader';
import { DateText, TimeText } from '@/components/ui/TimeText';
import { authorizationCountsQuery, STAGES, useAuthorizations, type ListedAuthorization } from '../api/authorizations';
import { named } from '../components/authorization/Services';
import { Standing } from '../components/authorization/Standing';
import css from '../components/Claims.module.css';

export default function AuthorizationsPage() {
  const { t } = useTranslation('insurance_authorizations');
  const navigate = useNavigate();
  const asked = useSearchParams<{ stage?: string }>().stage;
  const { data: counts } = useQuery(authorizationCountsQuery);
  const [text, setText] = useState('');
  const [search] = useDebouncedValue(text.trim(), 250);
  const number = (name: string) => (counts as Record<string, number> | undefined)?.[name];
  const stage = STAGES.find((name) => name === asked) ?? STAGES.find((name) => number(name)) ?? 'clerk';
  const show = (name: string | null) => void navigate({ to: '/prior-authorizations', search: { stage: name ?? undefined } });
  const columns: Column<ListedAuthorization>[] = [
    { key: 'patient', header: t('fact.patient'), cell: (row) => <span>{row.patient_name}<span className={css.sub}>{row.number}</span></span> },
    { key: 'services', header: t('page.services'), cell: (row) => named(row.services) },
    { key: 'payer', header: t('fact.payer'), cell: (row) => row.payer_name },
    { key: 'status', header: t('fact.status'), cell: (row) => <Standing row={row} /> },
    { key: 'valid', header: t('fact.valid'), cell: (row) => (row.valid_to ? <>{t('until')} <DateText date={row.valid_to} /></> : '–') },
    { key: 'since', header: t('fact.since'), cell: (row) => <TimeText at={row.status_at} as="ago" /> },
  ];
  return (
    <>
      <PageHeader title={t('title')} lead={t('lead')} />
      <Tabs value={stage} onChange={show} className={css.tabs ?? ''}>
        <Tabs.List>
          {STAGES.map((name) => <Tabs.Tab key={name} value={name} rightSection={number(name) === undefined ? null : <span className={css.count}>{number(name)}</span>}>{t(`stage.${name}.name`)}</Tabs.Tab>)}
        </Tabs.List>
      </Tabs>
      <DataList label={t('title')} pages={useAuthorizations(stage, search)} columns={columns} rowKey={(row) => row.id} linkTo={(row) => `/prior-authorizations/${row.id}`}
        flashKey={(row) => row.status} search={{ value: text, onChange: setText, placeholder: t('find') }}
        empty={search ? { title: t('none_found'), hint: t('none_found_hint') } : { title: t(`stage.${stage}.empty`), hint: t(`stage.${stage}.hint`) }} />
    </>
  );
}
