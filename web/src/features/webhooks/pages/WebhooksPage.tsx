/** Who is told of what happens in pathways, and how that goes. */
import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Plus } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { DataList, fromRows, type Column } from '@/components/ui/DataList';
import { PageHeader } from '@/components/ui/PageHeader';
import { TimeText } from '@/components/ui/TimeText';
import { asProblem } from '@/lib/problem';
import { useRegister, webhooksQuery, type Webhook } from '../api/webhooks';
import { HookStatus } from '../components/HookStatus';
import { Secret } from '../components/Secret';
import css from '../components/Webhooks.module.css';
import { blank, WebhookForm } from '../components/WebhookForm';

export default function WebhooksPage() {
  const { t } = useTranslation('webhooks');
  const { data, error, isPending, refetch } = useQuery(webhooksQuery);
  const register = useRegister();
  const [adding, setAdding] = useState(false);
  const [secret, setSecret] = useState<string | null>(null);
  const columns: Column<Webhook>[] = [
    { key: 'name', header: t('name'), cell: (row) => row.name, sort: (row) => row.name },
    { key: 'url', header: t('url'), cell: (row) => <span className={css.address}>{row.url}</span> },
    { key: 'status', header: t('state'), cell: (row) => <HookStatus hook={row} />, sort: (row) => row.dead },
    { key: 'waiting', header: t('delivery.waiting'), cell: (row) => row.waiting, end: true, phone: false },
    { key: 'last', header: t('last'), cell: (row) => (row.delivered_at ? <TimeText at={row.delivered_at} as="ago" /> : t('never')), end: true },
  ];
  const add = <Button leftSection={<Plus size={16} aria-hidden />} onClick={() => { register.reset(); setAdding(true); }}>{t('add')}</Button>;
  return (
    <>
      <PageHeader title={t('title')} lead={t('lead')} back={{ to: '/pathways', label: t('back') }} actions={add} />
      <DataList label={t('title')} columns={columns} rowKey={(row) => row.id} linkTo={(row) => `/pathways/webhooks/${row.id}`} flashKey={(row) => `${row.waiting} ${row.dead} ${row.status}`}
        pages={fromRows(data?.items, { loading: isPending, problem: error && !data ? asProblem(error) : null, retry: () => void refetch() })}
        empty={{ title: t('empty'), hint: t('empty_hint'), action: add }} />
      {adding ? (
        <WebhookForm title={t('add')} verb={t('add')} start={blank} busy={register.isPending} problem={register.error} onClose={() => setAdding(false)}
          onSave={(wish) => register.mutate(wish, { onSuccess: (made) => { setAdding(false); setSecret(made.secret); } })} />
      ) : null}
      <Secret secret={secret} onClose={() => setSecret(null)} />
    </>
  );
}
