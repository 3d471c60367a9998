/** Services and what they cost: today, and from which day on something else. A price is followed, never changed. */
import { Button, Drawer, NativeSelect, Switch, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Plus } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { DataList, fromRows, type Column } from '@/components/ui/DataList';
import { ErrorState } from '@/components/ui/ErrorState';
import { FormProblem } from '@/components/ui/FormProblem';
import { Money } from '@/components/ui/Money';
import { PageHeader } from '@/components/ui/PageHeader';
import { DateText } from '@/components/ui/TimeText';
import { useMay } from '@/lib/auth';
import { parseMoney } from '@/lib/money';
import { servicesQuery, useAddPrice, useOffer, type Service } from '../api/hub';
import { ServiceForm } from '../components/ServiceForm';
import css from './Hub.module.css';

const NEW = 'new';
type Only = '' | 'own' | 'unpriced' | 'off';
const FITS: Record<Only, (row: Service) => boolean> = { '': () => true, own: (row) => !row.shipped, unpriced: (row) => row.active && !row.price, off: (row) => !row.active };

export default function PricesPage() {
  const { t } = useTranslation('admin');
  const may = useMay();
  const { data, error, refetch } = useQuery(servicesQuery);
  const offer = useOffer();
  const [open, setOpen] = useState('');
  const [typed, setTyped] = useState('');
  const [only, setOnly] = useState<Only>('');
  if (error && !data) return <><PageHeader title={t('prices.title')} /><ErrorState problem={error} onRetry={() => void refetch()} /></>;
  const currency = data?.currency ?? 'USD';
  const chosen = data?.items.find(({ code }) => code === open);
  const words = typed.trim().toLowerCase();
  const shown = data?.items.filter((row) => FITS[only](row) && `${row.code} ${row.display}`.toLowerCase().includes(words));
  const columns: Column<Service>[] = [
    { key: 'code', header: t('prices.code'), cell: (row) => <code>{row.code}</code>, sort: (row) => row.code },
    { key: 'display', header: t('prices.service'), cell: (row) => row.display, sort: (row) => row.display, phone: 'bare' },
    { key: 'price', header: t('prices.today'), cell: (row) => (row.price ? <Money amount={{ minor: row.price.minor, currency }} /> : t('prices.none')), sort: (row) => row.price?.minor ?? -1, end: true },
    { key: 'coming', header: t('prices.coming'), cell: (row) => (row.coming ? <><Money amount={{ minor: row.coming.minor, currency }} /> · <DateText date={row.coming.valid_from} /></> : '–'), end: true, phone: false },
    { key: 'active', header: t('prices.offered'), cell: (row) => (may('setting.manage') ? <Switch size="sm" checked={row.active} aria-label={t('prices.offer', { service: row.display })} onClick={(event) => event.stopPropagation()} onChange={(event) => offer.mutate({ code: row.code, active: event.currentTarget.checked })} /> : row.active ? t('prices.yes') : t('prices.no')) },
  ];
  return (
    <>
      <PageHeader title={t('prices.title')} lead={t('prices.lead')} back={may('health.read') ? { to: '/admin', label: t('hub.title') } : undefined}
        actions={may('setting.manage') ? <Button leftSection={<Plus size={16} aria-hidden />} onClick={() => setOpen(NEW)}>{t('prices.add')}</Button> : undefined} />
      <DataList label={t('prices.title')} columns={columns} pages={fromRows(shown)} rowKey={(row) => row.code} onOpen={(row) => setOpen(row.code)}
        search={{ value: typed, onChange: setTyped, placeholder: t('prices.search') }}
        filters={<NativeSelect aria-label={t('prices.which')} value={only} onChange={(event) => setOnly(event.currentTarget.value as Only)} data={(['', 'own', 'unpriced', 'off'] as const).map((value) => ({ value, label: t(`prices.only.${value || 'all'}`) }))} />}
        empty={{ title: t('prices.empty'), ...(words || only ? { hint: t('prices.empty_hint') } : {}) }} />
      <Drawer opened={open === NEW} onClose={() => setOpen('')} title={t('prices.add')} closeButtonProps={{ 'aria-label': t('common:close') }}>
        {open === NEW ? <ServiceForm currency={currency} onDone={() => setOpen('')} /> : null}
      </Drawer>
      <Drawer opened={!!chosen} onClose={() => setOpen('')} title={chosen?.display} closeButtonProps={{ 'aria-label': t('common:close') }}>
        {chosen && data ? <OneService key={chosen.code} service={chosen} currency={currency} today={data.today} /> : null}
      </Drawer>
    </>
  );
}

function OneService({ service, currency, today }: { service: Service; currency: string; today: string }) {
  const { t } = useTranslation('admin');
  const may = useMay();
  const add = useAddPrice();
  const [amount, setAmount] = useState('');
  const [from, setFrom] = useState(today);
  const minor = parseMoney(amount, currency);
  const history: Column<Service['history'][number]>[] = [
    { key: 'from', header: t('prices.from'), cell: (row) => <DateText date={row.valid_from} /> },
    { key: 'minor', header: t('prices.price'), cell: (row) => <Money amount={{ minor: row.minor, currency }} />, end: true },
  ];
  return (
    <>
      <form className={css.form} onSubmit={(event) => { event.preventDefault(); if (minor !== null) add.mutate({ service_code: service.code, minor, valid_from: from }, { onSuccess: () => setAmount('') }); }}>
        <TextInput label={t('prices.new', { currency })} inputMode="decimal" value={amount} error={amount && minor === null ? t('prices.bad') : undefined} onChange={(event) => setAmount(event.currentTarget.value)} />
        <TextInput type="date" label={t('prices.from')} value={from} onChange={(event) => setFrom(event.currentTarget.value)} />
        <FormProblem problem={add.error} />
        <Button type="submit" loading={add.isPending} disabled={minor === null || minor < 0}>{t('prices.set')}</Button>
      </form>
      {service.shipped || !may('setting.manage') ? null : <ServiceForm key={service.display} service={service} currency={currency} onDone={() => undefined} />}
      <DataList label={t('prices.history')} columns={history} pages={fromRows(service.history)} rowKey={(row) => row.valid_from} empty={{ title: t('prices.none') }} />
    </>
  );
}
