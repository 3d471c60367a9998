/** In the chart and on the patient's page: what was ordered from the laboratory, how far it is, and ordering. */
import { Anchor, Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useConfirm } from '@/components/ui/confirm';
import { Section } from '@/components/ui/Section';
import { TimeText } from '@/components/ui/TimeText';
import { useMay } from '@/lib/auth';
import { ordersQuery, useOrderWrites, type OrderRow } from '../api/orders';
import css from './Lab.module.css';
import { Standing } from './Standing';
import { OrderForm } from './OrderForm';

export default function Orders({ patientId, encounterId = null }: { patientId: string; encounterId?: string | null }) {
  const { t } = useTranslation('lab');
  const { data, error } = useQuery(ordersQuery(patientId));
  const [open, setOpen] = useState(false);
  const mayOrder = useMay()('result.release') || !!encounterId;
  // Demographics may be open to more people than the record is: then there is nothing here.
  if (error && !data) return null;
  return (
    <Section title={t('orders.title')} actions={mayOrder ? <Button size="compact-sm" variant="default" onClick={() => setOpen(true)}>{t('orders.add')}</Button> : undefined}>
      {open ? <OrderForm patientId={patientId} encounterId={encounterId} onClose={() => setOpen(false)} /> : null}
      {data?.items.length ? <ul className={css.rows}>{data.items.map((row) => <Row key={row.id} row={row} />)}</ul> : data ? <p className={css.quiet}>{t('orders.none')}</p> : null}
    </Section>
  );
}

function Row({ row }: { row: OrderRow }) {
  const { t } = useTranslation('lab');
  const confirm = useConfirm();
  const { revoke } = useOrderWrites();
  const may = useMay();
  const revocable = row.stage === 'sign' ? may('chart.write') : row.status === 'active' && may('result.release');
  async function ask() {
    const answer = await confirm({ title: t('revoke.title', { title: row.title }), body: t('revoke.body'), verb: t('revoke.verb'), destructive: true, reason: { label: t('revoke.why') } });
    if (answer) revoke.mutate({ id: row.id, reason: answer.reason });
  }
  return (
    <li>
      <span>{row.diagnostic_report_id ? <Anchor component={Link} to={`/results/${row.diagnostic_report_id}`}>{row.title}</Anchor> : <strong>{row.title}</strong>} <span className={css.quiet}><TimeText at={row.placed_at} as="date" /> · {row.practitioner_name}</span></span>
      <Standing row={row} />
      {revocable ? <Button size="compact-xs" variant="subtle" color="gray" loading={revoke.isPending} onClick={() => void ask()}>{t('revoke.verb')}</Button> : null}
    </li>
  );
}
