/** What was sent to a webhook, the newest first: what came of it, and trying again. */
import { Button, Modal, SegmentedControl } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { DataList, type Column } from '@/components/ui/DataList';
import { StatusBadge, type Tone } from '@/components/ui/StatusBadge';
import { TimeText } from '@/components/ui/TimeText';
import { useDeliveries, type Delivery, type Outcome } from '../api/webhooks';
import css from './Webhooks.module.css';

const tones: Record<Outcome, Tone> = { waiting: 'active', delivered: 'done', dead: 'problem' };

export function Deliveries({ id, onRetry }: { id: string; onRetry: (delivery: string) => void }) {
  const { t } = useTranslation('webhooks');
  const [which, setWhich] = useState<Outcome | 'all'>('all');
  const [open, setOpen] = useState<Delivery | null>(null);
  const pages = useDeliveries(id, which === 'all' ? null : which);
  const outcome = (row: Delivery) => (row.error ? t(`error.${row.error}`, { defaultValue: row.error, status: row.answer_status }) : row.answer_status ? t('answered', { status: row.answer_status, ms: row.took_ms }) : '—');
  const columns: Column<Delivery>[] = [
    { key: 'kind', header: t('what'), cell: (row) => t(`kind.${row.kind as 'Test'}`, { defaultValue: row.kind }) },
    { key: 'status', header: t('state'), cell: (row) => <StatusBadge tone={tones[row.status as Outcome]} label={t(`delivery.${row.status as Outcome}`)} /> },
    { key: 'answer', header: t('answer'), cell: outcome },
    { key: 'attempts', header: t('tries'), cell: (row) => row.attempts, end: true, phone: false },
    { key: 'at', header: t('at'), cell: (row) => <TimeText at={row.tried_at ?? row.created_at} />, end: true },
  ];
  return (
    <>
      <DataList label={t('deliveries')} columns={columns} pages={pages} rowKey={(row) => row.id} flashKey={(row) => `${row.status}${row.attempts}`} onOpen={setOpen}
        filters={<SegmentedControl value={which} onChange={(value) => setWhich(value as Outcome)} aria-label={t('state')} data={(['all', 'waiting', 'delivered', 'dead'] as const).map((value) => ({ value, label: t(`delivery.${value}`) }))} />}
        actions={(row) => (row.status === 'dead' && row.kind !== 'Test' ? <Button variant="default" size="compact-sm" onClick={() => onRetry(row.id)}>{t('retry')}</Button> : null)}
        empty={{ title: t('nothing_sent'), hint: t('nothing_sent_hint') }} />
      <Modal opened={open !== null} onClose={() => setOpen(null)} title={t('sent')} size="lg" closeButtonProps={{ 'aria-label': t('close') }}>
        {open ? (
          <div className={css.form}>
            <p>{outcome(open)} · {t('tried', { count: open.attempts })}</p>
            {open.status === 'waiting' ? <p className={css.quiet}>{t('next')} <TimeText at={open.next_at} /></p> : null}
            <pre className={css.body}>{open.body}</pre>
          </div>
        ) : null}
      </Modal>
    </>
  );
}
